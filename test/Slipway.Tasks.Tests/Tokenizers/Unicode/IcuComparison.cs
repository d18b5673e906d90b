using System.Text;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;
using UnicodeNormalizer = Slipway.Tasks.Tokenizers.Normalizers.UnicodeNormalizer;

namespace Slipway.Tasks.Tests.Tokenizers.Unicode;

/// <summary>Our normalisation against ICU's; only for a process that has it.</summary>
internal static class IcuComparison
{
    private static readonly NormalizationForm[] Forms =
    [
        NormalizationForm.FormC,
        NormalizationForm.FormD,
        NormalizationForm.FormKC,
        NormalizationForm.FormKD,
    ];

    public static bool HasIcu => "\u00e9".Normalize(NormalizationForm.FormD).Length == 2;

    /// <summary>A decomposition that came with Unicode 16.</summary>
    private static bool HasNewerIcu => "\U000105c9".Normalize(NormalizationForm.FormD).Length > 2;

    /// <summary>One that came with Unicode 15, which is the tables'.</summary>
    private static bool HasOlderIcu => "\U0001e030".Normalize(NormalizationForm.FormKD) == "\U0001e030";

    /// <summary>
    /// Compares every code point, and texts of many marks. With the ICU of the tables' own version also the file, which is
    /// written anew where SLIPWAY_WRITE_UNICODE_TABLES names it.
    /// </summary>
    public static void Run()
    {
        if (HasOlderIcu)
            return;

        if (!HasNewerIcu)
            CompareFile();

        foreach (var form in Forms)
        {
            CompareCodePoints(form);
            CompareMarks(form);
        }
    }

    public static string Normalize(string text, NormalizationForm form)
    {
        var normalized = NormalizedText.From(text);
        new UnicodeNormalizer(form).Normalize(normalized);
        return normalized.Span.ToString();
    }

    private static void CompareFile()
    {
        var made = NormalizationTablesWriter.Write();
        if (Environment.GetEnvironmentVariable("SLIPWAY_WRITE_UNICODE_TABLES") is { Length: > 0 } path)
            File.WriteAllBytes(path, NormalizationTablesWriter.Deflate(made));

        NormalizationTablesWriter
            .Committed()
            .AsSpan()
            .SequenceEqual(made)
            .Should()
            .BeTrue("the file is what ICU gives");
    }

    private static void CompareCodePoints(NormalizationForm form)
    {
        var wrong = new List<string>();
        foreach (var rune in CodePoints())
        {
            var text = rune.ToString();
            var ours = Normalize(text, form);
            // A newer ICU knows characters that the tables do not.
            if (ours != text.Normalize(form) && (ours != text || !HasNewerIcu))
                wrong.Add($"U+{rune.Value:X4}");
        }

        wrong.Should().BeEmpty();
    }

    private static void CompareMarks(NormalizationForm form)
    {
        var random = new Random(7);
        var alphabet = CodePoints()
            .Where(rune => NormalizationTables.CombiningClass(rune.Value) > 0 || rune.Value is > 0x40 and < 0x250)
            .Concat("\u1100\u1161\u11a8\uac00\u09c7\u09be\ufb01".EnumerateRunes())
            .ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var runes = Enumerable
                .Range(0, random.Next(1, 8))
                .Select(_ => alphabet[random.Next(alphabet.Length)])
                .ToArray();
            var text = string.Concat(runes);
            if (Normalize(text, form) != text.Normalize(form))
                Assert.Fail($"{form} of {string.Join(' ', runes.Select(rune => $"{rune.Value:X4}"))} is wrong.");
        }
    }

    private static IEnumerable<Rune> CodePoints() =>
        Enumerable.Range(0, 0x110000).Where(NormalizationTablesWriter.IsCharacter).Select(value => new Rune(value));
}
