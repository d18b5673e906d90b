using System.Runtime.InteropServices;
using Slipway.Runtimes.Torch.Execution;
using Slipway.Runtimes.Torch.Native;

namespace Slipway.Runtimes.Torch.Loading;

/// <summary>
/// A program that loads a file and ends, so that one which libtorch cannot bear ends that process and not this one: errors of
/// its parser, such as an operator that it does not know, pass TorchSharp uncaught.
/// </summary>
/// <param name="FileName">The program.</param>
/// <param name="Arguments">Its arguments; the file's path comes after them.</param>
public sealed record TrialProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>The exit code of a file that was refused in good order, with the reason on standard error.</summary>
    internal const int Refused = 3;

    /// <summary>What the program does with a file: the exit code, and what to say.</summary>
    internal static (int ExitCode, string? Error) Run(string path)
    {
        var result = (0, (string?)null);
        var thread = new Thread(
            () =>
            {
                try
                {
                    TorchEnvironment.Ensure();
                    TorchModule.Load(path, threads: 1).Dispose();
                }
                catch (ExternalException error)
                {
                    result = (Refused, error.Message);
                }
            },
            Scripts.CodeBounds.StackBytes
        );
        thread.Start();
        thread.Join();
        return result;
    }
}
