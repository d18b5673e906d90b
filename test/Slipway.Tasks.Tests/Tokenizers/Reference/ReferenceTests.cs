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
            var differences = Differences(
                TokenizerLoader.Load(Path.Combine(folder, "tokenizer.json")),
                record,
                out var compared
            );
            failed += differences.Count;
            report.Add($"{Path.GetRelativePath(root!, folder)}: {compared - differences.Count} of {compared}");
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
    /// Where rules remove a text's first character, the reference counts offsets from the second on: they are wrong.
    /// </summary>
    private static bool IsShifted(string text, string difference) =>
        text is ['\u0001' or '\u200b' or '\u00ad', ..] && difference.StartsWith("offsets", StringComparison.Ordinal);

    private static string Escape(string text) =>
        string.Concat(
            text.Take(120).Select(unit => unit is > ' ' and < '\u007f' or ' ' ? unit.ToString() : $"\\u{(int)unit:x4}")
        );
}
