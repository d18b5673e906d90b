using System.Diagnostics;

namespace Slipway.Cli.Servers;

/// <summary>A child process that runs to its end with its output taken up.</summary>
internal static class CapturedProcess
{
    public sealed record Result(int ExitCode, string Output, string Error);

    public static Task<Result> RunAsync(
        string program,
        IEnumerable<string> arguments,
        string workingDirectory,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            new ProcessStartInfo(program, arguments) { WorkingDirectory = workingDirectory, UseShellExecute = false },
            cancellationToken
        );

    /// <summary>Cancellation ends the child and what it started.</summary>
    public static async Task<Result> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = ChildProcess.Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            return new Result(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
