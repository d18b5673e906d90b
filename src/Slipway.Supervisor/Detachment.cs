using System.Runtime.InteropServices;

namespace Slipway.Supervisor;

/// <summary>
/// Leaves the terminal and the streams of who started this process: a session of its own, which no terminal's signals reach
/// (setsid(2)), nothing to read, and both outputs at the end of a file. To be called before anything is written to the console.
/// </summary>
internal static partial class Detachment
{
    // fcntl.h
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private static readonly int Append = OperatingSystem.IsMacOS() ? 0x0008 : 0x400;

    /// <param name="log">The file.</param>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static void Detach(string log)
    {
        // Refused to the leader of a group, which a shell may have made of it: then it has left its terminal's group already.
        _ = SetSession();
        Put(Open("/dev/null", ReadOnly), 0);
        WriteTo(log);
    }

    /// <summary>Has both outputs go to the end of a file from now on.</summary>
    /// <exception cref="IOException">It cannot be written to.</exception>
    public static void WriteTo(string log)
    {
        // Made here: the mode would be one of C's variable arguments, which not every system passes like the others.
        File.Open(log, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
        var file = Open(log, WriteOnly | Append);
        if (file < 0)
            throw new IOException($"{log} cannot be written: {Marshal.GetLastPInvokeErrorMessage()}.");
        _ = Duplicate(file, 2);
        Put(file, 1);
    }

    private static void Put(int file, int descriptor)
    {
        _ = Duplicate(file, descriptor);
        _ = Close(file);
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSession();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int file, int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
