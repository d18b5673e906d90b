using System.Diagnostics;
using System.Text;

namespace Slipway.Tasks.Tests.Tokenizers.Unicode;

/// <summary>The tests of this project run without ICU, as the server does; one starts itself in a process that has it.</summary>
public sealed class NormalizationTablesTests
{
    [Theory]
    [InlineData("\u00e9\uac01\ufb01", NormalizationForm.FormKD, "e\u0301\u1100\u1161\u11a8fi")]
    [InlineData("\u00e9\uac01\ufb01", NormalizationForm.FormD, "e\u0301\u1100\u1161\u11a8\ufb01")]
    [InlineData("e\u0301\u1100\u1161\u11a8", NormalizationForm.FormC, "\u00e9\uac01")]
    [InlineData("a\u0301\u0323", NormalizationForm.FormC, "\u1ea1\u0301")]
    [InlineData("\u2460\u00c5", NormalizationForm.FormKC, "1\u00c5")]
    public void Normalize_WithoutIcu_IsOurs(string text, NormalizationForm form, string normalized)
    {
        IcuComparison.HasIcu.Should().BeFalse("the server has none either");
        IcuComparison.Normalize(text, form).Should().Be(normalized);
    }

    [Fact]
    public async Task Normalize_EveryCodePoint_IsAsIcuSays()
    {
        if (IcuComparison.HasIcu)
        {
            IcuComparison.Run();
            return;
        }

        var (exitCode, output) = await RunWithIcu();

        // Without ICU there is nothing to compare with; the other tests hold then.
        if (!output.Contains("valid ICU package", StringComparison.Ordinal))
            exitCode.Should().Be(0, output);
    }

    private static async Task<(int ExitCode, string Output)> RunWithIcu()
    {
        var settings = Path.Combine(Path.GetTempPath(), $"slipway-icu-{Guid.NewGuid():N}.json");
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
            UseShellExecute = false,
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
                "-method",
                $"{typeof(NormalizationTablesTests).FullName}.{nameof(Normalize_EveryCodePoint_IsAsIcuSays)}",
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
}
