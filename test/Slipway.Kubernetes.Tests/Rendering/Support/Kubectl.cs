using System.ComponentModel;
using System.Diagnostics;

namespace Slipway.Kubernetes.Tests.Rendering.Support;

/// <summary>The machine's kubectl, for what it does without a cluster.</summary>
internal static class Kubectl
{
    private const string Program = "kubectl";

    public static bool IsThere { get; } = Find();

    public static async Task<string> KustomizeAsync(string folder, CancellationToken token)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Program, ["kustomize", folder])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync(token);
        var error = await process.StandardError.ReadToEndAsync(token);
        await process.WaitForExitAsync(token);
        process.ExitCode.Should().Be(0, $"kubectl kustomize said: {error}");
        error.Should().BeEmpty("warnings are of what will be refused later");
        return await output;
    }

    private static bool Find()
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(Program, ["version", "--client"])
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
