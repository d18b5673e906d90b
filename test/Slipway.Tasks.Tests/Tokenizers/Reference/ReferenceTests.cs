using System.Globalization;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Tokenizers.Reference;

/// <summary>
/// Ids, offsets, words, types and decoded texts are those of Hugging Face's own library (npm's tokenizers 0.23.2), for
/// 1,000 texts; see record.mjs.
/// </summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData("wordpiece")]
    [InlineData("byte-level-bpe")]
    [InlineData("llama3-bpe")]
    [InlineData("unigram")]
    [InlineData("byte-fallback-bpe")]
    [InlineData("suffix-bpe")]
    [InlineData("wordlevel")]
    [InlineData("mixed")]
    public void Encode_Texts_GivesWhatTheReferenceGives(string name) =>
        Differences(
                TokenizerRecord.LoadTokenizer(name),
                Path.Combine(TokenizerRecord.Folder, $"{name}.record.json.gz"),
                out _
            )
            .Should()
            .BeEquivalentTo(Array.Empty<string>());

    /// <summary>The same for any tokenizer.json: SLIPWAY_TOKENIZERS is a folder with some, after record.mjs ran over it.</summary>
    [Fact]
    public void Encode_TokenizersOfOthers_GivesWhatTheReferenceGives()
    {
        var root = Environment.GetEnvironmentVariable("SLIPWAY_TOKENIZERS");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "SLIPWAY_TOKENIZERS names no folder.");
        var report = new List<string>();
        var failed = 0;
        foreach (var record in Directory.GetFiles(root!, "record.json.gz", SearchOption.AllDirectories).Order())
        {
            var folder = Path.GetDirectoryName(record)!;
            var tokenizer = TokenizerLoader.Load(Path.Combine(folder, "tokenizer.json"));
            var differences = Differences(tokenizer, record, out var compared);
            var offsets = differences.Count(difference => difference.Contains(": offsets ", StringComparison.Ordinal));
            failed += Drops(tokenizer) ? differences.Count - offsets : differences.Count;
            report.Add(
                $"{Path.GetRelativePath(root!, folder)}: {compared - differences.Count} of {compared}, "
                    + $"{offsets} differ in offsets only{(Drops(tokenizer) ? " (characters are dropped)" : "")}"
            );
            report.AddRange(differences.Take(3));
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', report));
        failed.Should().Be(0, string.Join('\n', report));
    }

    private static List<string> Differences(Tokenizer tokenizer, string record, out int compared)
    {
        var texts = TokenizerRecord.Texts();
        var records = TokenizerRecord.Read(record);
        var differences = new List<string>();
        compared = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            if (records[i] is not { } expected)
                continue;

            compared++;
            if (expected.Compare(texts[i], tokenizer) is { } difference && !IsShifted(texts[i], difference))
                differences.Add($"{i} {Escape(texts[i])}: {difference}");
        }

        return differences;
    }

    /// <summary>
    /// Where a character map removes a text's first characters, the reference counts offsets from the next on: wrong.
    /// </summary>
    private static bool IsShifted(string text, string difference) =>
        difference.StartsWith("offsets", StringComparison.Ordinal)
        && text.Length > 0
        && char.GetUnicodeCategory(text[0]) is (UnicodeCategory.Control or UnicodeCategory.Format);

    /// <summary>
    /// Whether characters that are not in the vocabulary become nothing at all: what follows them has wrong offsets in the
    /// reference then.
    /// </summary>
    private static bool Drops(Tokenizer tokenizer) =>
        tokenizer.SpecialTokens.Unknown is null
        && !tokenizer.Decode(tokenizer.Encode("\uac01").Ids).Contains('\uac01', StringComparison.Ordinal);

    private static string Escape(string text) =>
        string.Concat(
            text.Take(120).Select(unit => unit is > ' ' and < '\u007f' or ' ' ? unit.ToString() : $"\\u{(int)unit:x4}")
        );
}
