using Utf8 = System.Text.Encoding;

namespace Slipway.Tasks.Tokenizers.Loading;

/// <summary>What a piece of a SentencePiece model is.</summary>
internal enum PieceKind
{
    Normal = 1,
    Unknown = 2,

    /// <summary>A token that no text becomes, as the text's start.</summary>
    Control = 3,

    /// <summary>Always one token.</summary>
    UserDefined = 4,
    Unused = 5,

    /// <summary>A token for a byte.</summary>
    Byte = 6,
}

/// <summary>The file of SentencePiece, <c>sentencepiece.ModelProto</c>, as far as encoding and decoding need it.</summary>
internal sealed class SentencePieceModel
{
    public List<(string Text, float Score, PieceKind Kind)> Pieces { get; } = [];

    /// <summary>1 Unigram, 2 BPE, 3 words, 4 characters.</summary>
    public int ModelType { get; private set; } = 1;

    public bool ByteFallback { get; private set; }

    public bool SpaceAsSuffix { get; private set; }

    public byte[] CharacterMap { get; private set; } = [];

    public bool AddsPrefix { get; private set; } = true;

    public bool RemovesExtraSpaces { get; private set; } = true;

    public bool EscapesSpaces { get; private set; } = true;

    public static SentencePieceModel Parse(ReadOnlySpan<byte> bytes, string file)
    {
        var model = new SentencePieceModel();
        var reader = new ProtobufReader(bytes, Wrong);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    model.AddPiece(new ProtobufReader(reader.Bytes(), Wrong));
                    break;
                case 2:
                    model.ReadTrainer(new ProtobufReader(reader.Bytes(), Wrong));
                    break;
                case 3:
                    model.ReadNormalizer(new ProtobufReader(reader.Bytes(), Wrong));
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return model.Pieces.Count > 0 ? model : throw Wrong();

        Exception Wrong() =>
            TokenizerFile.Wrong(file, "this is no SentencePiece model, or it is cut off; copy it again, in binary.");
    }

    private void AddPiece(ProtobufReader piece)
    {
        var (text, score, kind) = ("", 0f, PieceKind.Normal);
        while (piece.Next())
        {
            switch (piece.Field)
            {
                case 1:
                    text = Utf8.UTF8.GetString(piece.Bytes());
                    break;
                case 2:
                    score = piece.Float();
                    break;
                case 3:
                    kind = (PieceKind)piece.Int();
                    break;
                default:
                    piece.Skip();
                    break;
            }
        }

        Pieces.Add((text, score, kind));
    }

    private void ReadTrainer(ProtobufReader trainer)
    {
        while (trainer.Next())
        {
            switch (trainer.Field)
            {
                case 3:
                    ModelType = trainer.Int();
                    break;
                case 24:
                    SpaceAsSuffix = trainer.Bool();
                    break;
                case 35:
                    ByteFallback = trainer.Bool();
                    break;
                default:
                    trainer.Skip();
                    break;
            }
        }
    }

    private void ReadNormalizer(ProtobufReader normalizer)
    {
        while (normalizer.Next())
        {
            switch (normalizer.Field)
            {
                case 2:
                    CharacterMap = normalizer.Bytes().ToArray();
                    break;
                case 3:
                    AddsPrefix = normalizer.Bool();
                    break;
                case 4:
                    RemovesExtraSpaces = normalizer.Bool();
                    break;
                case 5:
                    EscapesSpaces = normalizer.Bool();
                    break;
                default:
                    normalizer.Skip();
                    break;
            }
        }
    }
}
