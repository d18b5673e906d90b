using Slipway.Tasks.Tokenizers.Models;

namespace Slipway.Tasks.Tokenizers.Processing;

/// <summary>Puts tokens of one or two texts, a window of each, and special tokens into an <see cref="Encoding"/>.</summary>
internal ref struct EncodingBuilder
{
    private readonly Encoding _encoding;
    private int _at;

    private EncodingBuilder(int count, IReadOnlyList<Encoding> overflow)
    {
        _encoding = new Encoding
        {
            Ids = new int[count],
            TypeIds = new int[count],
            AttentionMask = new int[count],
            Offsets = new TextSpan[count],
            Words = new int[count],
            SpecialTokensMask = new int[count],
            Sequences = new int[count],
            Overflow = overflow,
        };
        _encoding.AttentionMask.AsSpan().Fill(1);
    }

    public static Encoding Build(
        PostProcessor processor,
        bool special,
        ReadOnlySpan<Token> first,
        ReadOnlySpan<Token> second,
        bool pair,
        IReadOnlyList<Encoding> overflow
    )
    {
        var template = pair ? processor.Pair : processor.Single;
        var count = 0;
        foreach (var piece in template)
            count += piece.Sequence switch
            {
                0 => first.Length,
                1 => second.Length,
                _ => special ? piece.Ids.Length : 0,
            };

        var builder = new EncodingBuilder(count, overflow);
        foreach (var piece in template)
        {
            if (piece.Sequence >= 0)
                builder.Add(piece.Sequence == 0 ? first : second, piece, processor.TrimsOffsets);
            else if (special)
                builder.Add(piece);
        }

        return builder._encoding;
    }

    private void Add(TemplatePiece piece)
    {
        foreach (var id in piece.Ids)
        {
            _encoding.Ids[_at] = id;
            _encoding.TypeIds[_at] = piece.TypeId;
            _encoding.Words[_at] = -1;
            _encoding.SpecialTokensMask[_at] = 1;
            _encoding.Sequences[_at] = -1;
            _at++;
        }
    }

    private void Add(ReadOnlySpan<Token> tokens, TemplatePiece piece, bool? trims)
    {
        for (var i = 0; i < tokens.Length; i++)
        {
            var token = tokens[i];
            _encoding.Ids[_at] = token.Id;
            _encoding.TypeIds[_at] = piece.TypeId;
            _encoding.Offsets[_at] = trims is { } prefix
                ? Trim(token, i == 0, prefix)
                : new TextSpan(token.Start, token.End);
            _encoding.Words[_at] = token.Word;
            _encoding.Sequences[_at] = piece.Sequence;
            _at++;
        }
    }

    /// <summary>
    /// Cuts white space off; one leading space of a first token stays where spaces are added in front, for it may be no
    /// part of the text.
    /// </summary>
    private static TextSpan Trim(Token token, bool first, bool prefix)
    {
        var leading = (first || token.Start == 0) && prefix && token.Leading == 1 ? 0 : token.Leading;
        var start = Math.Min(token.Start + leading, token.End);
        var end = token.End >= token.Trailing ? Math.Max(token.End - token.Trailing, start) : token.End;
        return new TextSpan(start, end);
    }
}
