using System.Diagnostics;

namespace Slipway.Cli.Servers;

/// <summary>Has the server with libtorch fetch it. The terminal is the child's meanwhile, which shows its progress there.</summary>
internal static class TorchLibraries
{
    /// <exception cref="CliException">They cannot be had; the child has said why.</exception>
    public static async Task InstallAsync(
        ServerProgram program,
        IReadOnlyList<string> options,
        CancellationToken cancellationToken
    )
    {
        using var process = ChildProcess.Start(program.Start(["install", "--dotnet", DotnetHost.Path, .. options]));
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
            throw;
        }

        if (process.ExitCode != ExitCodes.Ok)
            throw new CliException(ExitCodes.Failure, "TorchScript models need libtorch, which is not installed.");
    }

    // It removes what it has begun.
    private static async Task EndAsync(Process process)
    {
        ChildProcess.Terminate(process);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
