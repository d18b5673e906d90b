using System.Diagnostics;

namespace Slipway.ApiServer.Tests.Http;

/// <summary>The command-line tool itself, where it is installed.</summary>
internal static class Kubectl
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static void SkipWhereMissing() =>
        Assert.SkipUnless(
            Environment
                .GetEnvironmentVariable("PATH")!
                .Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, "kubectl"))),
            "kubectl is not installed."
        );

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        TestApiServer server,
        string input,
        params string[] arguments
    )
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var home = Directory.CreateTempSubdirectory("slipway-kubectl-");
        try
        {
            var start = new ProcessStartInfo(
                "kubectl",
                ["--server", server.Address.ToString(), "--kubeconfig", "", .. arguments]
            )
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["HOME"] = home.FullName, ["KUBECONFIG"] = "" },
            };
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Limit);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, await output, await error);
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }
}
