using System.Diagnostics;

namespace Slipway.Oci.Tests.Signatures;

/// <summary>A program that is not ours and must agree.</summary>
internal static class OtherProgram
{
    public static void SkipWhereMissing(string name) =>
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(path => File.Exists(Path.Combine(path, name))),
            $"{name} is not installed: apt-get install {name}"
        );

    /// <summary>Its exit code, and what it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string name,
        IReadOnlyDictionary<string, string>? environment,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }

    /// <summary>Runs it, and fails where it does.</summary>
    public static async Task<string> MustAsync(string name, params string[] arguments)
    {
        var (exitCode, output) = await RunAsync(name, environment: null, arguments);
        exitCode.Should().Be(0, output);
        return output;
    }
}
