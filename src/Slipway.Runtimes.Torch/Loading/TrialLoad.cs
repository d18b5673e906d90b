using System.Diagnostics;
using Slipway.Models;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>Has a file loaded by a process of its own first.</summary>
internal static class TrialLoad
{
    // What the C++ library prints of an exception that nobody has caught.
    private const string Uncaught = "what():";
    private const int LongestWords = 600;

    /// <exception cref="Errors.ServingException">The file cannot be loaded; this process is none the worse.</exception>
    public static void Run(TrialProgram program, ModelPackage package, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program.FileName)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (IEnumerable<string>)[.. program.Arguments, package.ArtifactPath])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        using var ending = cancellationToken.UnsafeRegister(static process => ((Process)process!).Kill(), process);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEnd();
        _ = output.Result;
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (process.ExitCode == 0)
            return;
        if (process.ExitCode == TrialProgram.Refused)
            throw LoadErrors.From(package, errors);
        var words = errors.IndexOf(Uncaught, StringComparison.Ordinal) is >= 0 and var at
            ? errors[(at + Uncaught.Length)..]
            : $"the process that tried it ended with code {process.ExitCode}. {errors[..Math.Min(errors.Length, LongestWords)]}";
        throw LoadErrors.From(package, words);
    }
}
