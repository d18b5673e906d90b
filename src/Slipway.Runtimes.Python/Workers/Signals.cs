using System.Runtime.InteropServices;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>Signals to workers, and what the exit codes of those that got one mean.</summary>
internal static partial class Signals
{
    private const int Kill = 9;
    private const int ExitBySignal = 128;

    private static readonly int User1 = OperatingSystem.IsMacOS() ? 30 : 10;

    /// <summary>Ends the processes of a group; false where there is none of that number.</summary>
    public static bool KillGroup(int group) => Send(-group, Kill) == 0;

    /// <summary>Ends a process; false where there is none of that number.</summary>
    public static bool KillProcess(int process) => Send(process, Kill) == 0;

    /// <summary>Asks a worker to leave the request that it is computing; false where there is none.</summary>
    public static bool Interrupt(int process) => Send(process, User1) == 0;

    /// <summary>An exit code in words, to go on after "the worker …".</summary>
    public static string Describe(int exitCode) =>
        exitCode switch
        {
            0 => "ended by itself (exit code 0)",
            ExitBySignal + 6 => "was aborted (SIGABRT)",
            ExitBySignal + 9 => "was killed (SIGKILL), by hand or for the machine's memory",
            ExitBySignal + 11 => "crashed (SIGSEGV)",
            ExitBySignal + 7 => "crashed (SIGBUS)",
            ExitBySignal + 15 => "was ended (SIGTERM)",
            > ExitBySignal and < ExitBySignal + 65 => $"was ended by signal {exitCode - ExitBySignal}",
            _ => $"ended with exit code {exitCode}",
        };

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
