using System.Diagnostics;
using System.Text;
using Slipway.Tasks.Tokenizers.Text;
using Slipway.Tasks.Tokenizers.Unicode;
using UnicodeNormalizer = Slipway.Tasks.Tokenizers.Normalizers.UnicodeNormalizer;

namespace Slipway.Tasks.Tests.Tokenizers.Unicode;

/// <summary>
/// The tests of this project run without ICU, as the server does. What the tables must agree with is ICU's normalisation,
/// so one test starts a process that has it.
/// </summary>
public sealed class NormalizationTablesTests
{
    private static bool HasIcu => "\u00e9".Normalize(NormalizationForm.FormD).Length == 2;

    [Fact]
    public async Task Normalization_WithoutIcu_IsOurs()
    {
        Assert.SkipWhen(HasIcu, "This process has ICU.");
        Normalize("\u00e9\uac01\ufb01", NormalizationForm.FormKD).Should().Be("e\u0301\u1100\u1161\u11a8fi");
        Normalize("e\u0301\u1100\u1161\u11a8", NormalizationForm.FormC).Should().Be("\u00e9\uac01");

        var (exitCode, output) = await RunWithIcu();

        Assert.SkipWhen(output.Contains("valid ICU package", StringComparison.Ordinal), "ICU is not installed.");
        exitCode.Should().Be(0, output);
    }

    [Theory]
    [InlineData(NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormD)]
    [InlineData(NormalizationForm.FormKC)]
    [InlineData(NormalizationForm.FormKD)]
    public void Normalize_EveryCodePoint_IsAsIcuSays(NormalizationForm form)
    {
        Assert.SkipUnless(HasIcu, "Compared in a process with ICU, which another test starts.");
        SkipIfIcuIsOlder();
        var wrong = new List<string>();
        foreach (var rune in CodePoints())
        {
            var text = rune.ToString();
            var ours = Normalize(text, form);
            var icu = text.Normalize(form);
            // A newer ICU knows characters that the tables do not.
            if (ours != icu && (ours != text || !HasNewerIcu))
                wrong.Add($"U+{rune.Value:X4}");
        }

        wrong.Should().BeEmpty();
    }

    [Theory]
    [InlineData(NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormD)]
    [InlineData(NormalizationForm.FormKC)]
    [InlineData(NormalizationForm.FormKD)]
    public void Normalize_MixedMarks_IsAsIcuSays(NormalizationForm form)
    {
        Assert.SkipUnless(HasIcu, "Compared in a process with ICU, which another test starts.");
        var random = new Random(7);
        var alphabet = CodePoints()
            .Where(rune => NormalizationTables.CombiningClass(rune.Value) > 0 || rune.Value is > 0x40 and < 0x250)
            .Concat("\u1100\u1161\u11a8\uac00\u09c7\u09be\ufb01".EnumerateRunes())
            .ToArray();
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(
                Enumerable.Range(0, random.Next(1, 8)).Select(_ => alphabet[random.Next(alphabet.Length)].ToString())
            );
            Normalize(text, form).Should().Be(text.Normalize(form), Escape(text));
        }
    }

    [Fact]
    public void Tables_File_IsWhatIcuGives()
    {
        Assert.SkipUnless(HasIcu, "Compared in a process with ICU, which another test starts.");
        Assert.SkipWhen(HasNewerIcu, "ICU has a newer Unicode than the tables.");
        SkipIfIcuIsOlder();
        var made = NormalizationTablesWriter.Write();
        if (Environment.GetEnvironmentVariable("SLIPWAY_WRITE_UNICODE_TABLES") is { Length: > 0 } path)
            File.WriteAllBytes(path, NormalizationTablesWriter.Deflate(made));

        NormalizationTablesWriter.Committed().Should().Equal(made);
    }

    /// <summary>A decomposition that came with Unicode 16.</summary>
    private static bool HasNewerIcu => "\U000105c9".Normalize(NormalizationForm.FormD).Length > 2;

    private static void SkipIfIcuIsOlder() =>
        Assert.SkipWhen(
            "\U0001e030".Normalize(NormalizationForm.FormKD) == "\U0001e030",
            $"ICU has an older Unicode than the tables' {NormalizationTables.UnicodeVersion}."
        );

    private static async Task<(int ExitCode, string Output)> RunWithIcu()
    {
        var settings = Path.GetTempFileName();
        var tests = typeof(NormalizationTablesTests).Assembly.Location;
        var config = await File.ReadAllTextAsync(
            Path.ChangeExtension(tests, ".runtimeconfig.json"),
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            settings,
            config.Replace(
                "\"System.Globalization.Invariant\": true",
                "\"System.Globalization.Invariant\": false",
                StringComparison.Ordinal
            ),
            TestContext.Current.CancellationToken
        );
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "exec",
                "--runtimeconfig",
                settings,
                "--depsfile",
                Path.ChangeExtension(tests, ".deps.json"),
                tests,
                "-class",
                typeof(NormalizationTablesTests).FullName!,
                "-noColor",
            },
        };
        start.Environment.Remove("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.Delete(settings);
        return (process.ExitCode, output + await error);
    }

    private static string Normalize(string text, NormalizationForm form)
    {
        var normalized = NormalizedText.From(text);
        new UnicodeNormalizer(form).Normalize(normalized);
        return normalized.Span.ToString();
    }

    private static IEnumerable<Rune> CodePoints() =>
        Enumerable.Range(0, 0x110000).Where(NormalizationTablesWriter.IsCharacter).Select(value => new Rune(value));

    private static string Escape(string text) =>
        string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X4}"));
}
