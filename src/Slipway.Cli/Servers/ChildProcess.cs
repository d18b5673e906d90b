using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Slipway.Cli.Servers;

/// <summary>Starting and ending child processes, with messages for the user.</summary>
internal static partial class ChildProcess
{
    private const int Sigterm = 15;

    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CliException(ExitCodes.Failure, $"{start.FileName} cannot be started: {e.Message}.", e);
        }
    }

    /// <summary>Asks a process to end in good order: SIGTERM; Windows has nothing like it, there it is killed.</summary>
    public static void Terminate(Process process)
    {
        if (process.HasExited)
            return;
        if (OperatingSystem.IsWindows())
            process.Kill(entireProcessTree: true);
        else
            _ = SendSignal(process.Id, Sigterm);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);
}
