using Slipway.Errors;

namespace Slipway.Tasks.Tests.Tokenizers;

public sealed class SentencePieceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void LoadFolder_SentencePiece_IsItsUnigramOrBpe(byte modelType)
    {
        using var folder = new TokenizerFolder().With("spiece.model", Model(modelType));
        var tokenizer = folder.Load();
        var encoding = tokenizer.Encode("  ab  a<x>c ");

        encoding.Ids.Should().Equal(5, 3, 6, 0);
        encoding.Offsets.Select(span => $"{span.Start}-{span.End}").Should().Equal("2-4", "4-7", "7-10", "10-11");
        tokenizer.Decode([5, 3]).Should().Be("ab a");
    }

    [Fact]
    public void LoadFolder_SentencePieceCutOff_IsRefused()
    {
        using var folder = new TokenizerFolder().With("spiece.model", Model(1)[..20]);

        folder.Invoking(one => one.Load()).Should().Throw<ServingException>().WithMessage("spiece.model: *");
    }

    /// <summary>Pieces as protobuf (text, score, kind), and the type of the model.</summary>
    private static byte[] Model(byte modelType)
    {
        (string Text, float Score, byte Kind)[] pieces =
        [
            ("<unk>", 0, 2),
            ("a", -4, 1),
            ("b", -4, 1),
            ("\u2581a", -2, 1),
            ("\u2581", -3, 1),
            ("\u2581ab", -1, 1),
            ("<x>", 0, 4),
        ];
        var bytes = new List<byte>();
        foreach (var (text, score, kind) in pieces)
        {
            var name = System.Text.Encoding.UTF8.GetBytes(text);
            byte[] piece = [0x0a, (byte)name.Length, .. name, 0x15, .. BitConverter.GetBytes(score), 0x18, kind];
            bytes.AddRange([0x0a, (byte)piece.Length, .. piece]);
        }

        bytes.AddRange([0x12, 2, 0x18, modelType]);
        return [.. bytes];
    }
}
