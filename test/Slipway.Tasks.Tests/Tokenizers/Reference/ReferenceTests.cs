using System.Globalization;
using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Tests.Tokenizers.Reference;

/// <summary>
/// Ids, offsets, words, types and decoded texts are those of Hugging Face's own library (npm's tokenizers 0.23.2), for
/// 1,000 texts; see record.mjs.
/// </summary>
public sealed class ReferenceTests
{
    /// <summary>
    /// The vocabularies beside this file, and any others: where SLIPWAY_TOKENIZERS names a folder, the tokenizer.json in its
    /// folders over which record.mjs ran.
    /// </summary>
    public static TheoryData<string> Records
    {
        get
        {
            var others = Environment.GetEnvironmentVariable("SLIPWAY_TOKENIZERS");
            return
            [
                .. Directory.GetFiles(TokenizerRecord.Folder, "*.record.json.gz").Order(StringComparer.Ordinal),
                .. string.IsNullOrEmpty(others)
                    ? Enumerable.Empty<string>()
                    : Directory
                        .GetFiles(others, "record.json.gz", SearchOption.AllDirectories)
                        .Order(StringComparer.Ordinal),
            ];
        }
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Encode_Texts_GivesWhatTheReferenceGives(string record)
    {
        var tokenizer = TokenizerRecord.TokenizerOf(record);
        var differences = Differences(tokenizer, record);
        if (Drops(tokenizer))
            differences.RemoveAll(difference => difference.Contains(": offsets ", StringComparison.Ordinal));

        differences.Should().BeEquivalentTo(Array.Empty<string>());
    }

    private static List<string> Differences(Tokenizer tokenizer, string record)
    {
        var texts = TokenizerRecord.Texts();
        var records = TokenizerRecord.Read(record);
        var differences = new List<string>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (records[i] is not { } expected)
                continue;

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
