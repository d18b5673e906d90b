using System.Runtime.InteropServices;

namespace Slipway.Supervisor.Processes;

/// <summary>What libc has of processes.</summary>
internal static partial class NativeProcess
{
    public const int Sigterm = 15;
    public const int Sigkill = 9;

    // posix_spawn(3), spawn.h: POSIX_SPAWN_SETSIGDEF, _SETSIGMASK, and _SETSID of Apple's or of glibc.
    private const short SetSigMask = 0x08;
    private const short SetSigDef = 0x04;
    private static readonly short SpawnFlags = (short)(
        SetSigMask | SetSigDef | (OperatingSystem.IsMacOS() ? 0x0400 : 0x80)
    );

    // fcntl.h
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private static readonly int Create = OperatingSystem.IsMacOS() ? 0x0200 : 0x40;
    private static readonly int Append = OperatingSystem.IsMacOS() ? 0x0008 : 0x400;

    // Larger than the structures of any libc that .NET runs on.
    private const int StructureSize = 1024;

    /// <summary>
    /// Starts a program in a session of its own, so that no terminal's signal reaches it and it lives on without us, with
    /// nothing to read and both outputs at the end of a file.
    /// </summary>
    /// <returns>Its process id; it must be waited for by <see cref="TryReap"/>.</returns>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static unsafe int Spawn(
        string file,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        string log
    )
    {
        var actions = stackalloc byte[StructureSize];
        var attributes = stackalloc byte[StructureSize];
        var signals = stackalloc byte[StructureSize];
        Check(InitialiseActions(actions), file);
        Check(InitialiseAttributes(attributes), file);
        try
        {
            Check(AddOpen(actions, 0, "/dev/null", ReadOnly, 0), file);
            Check(AddOpen(actions, 1, log, WriteOnly | Create | Append, 0x180), file);
            Check(AddDuplicate(actions, 1, 2), file);
            // What .NET has blocked or ignored in this process is not the child's business.
            _ = EmptySet(signals);
            Check(SetMask(attributes, signals), file);
            _ = FillSet(signals);
            Check(SetDefaults(attributes, signals), file);
            Check(SetFlags(attributes, SpawnFlags), file);
            using var argv = new NativeStrings([file, .. arguments]);
            using var envp = new NativeStrings(environment.Select(pair => $"{pair.Key}={pair.Value}"));
            var error = PosixSpawn(out var pid, file, actions, attributes, argv.Pointer, envp.Pointer);
            Check(error, file);
            return pid;
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }
    }

    /// <summary>Whether a process is a child of this one, and not reaped yet.</summary>
    /// <param name="pid">Which.</param>
    /// <param name="end">How it ended, by which it is reaped; null while it runs.</param>
    public static bool TryReap(int pid, out string? end)
    {
        const int NoHang = 1;
        var found = WaitPid(pid, out var status, NoHang);
        var signal = status & 0x7f;
        end =
            found != pid ? null
            : signal == 0 ? $"exit code {(status >> 8) & 0xff}"
            : $"killed by signal {signal}";
        return found >= 0;
    }

    /// <summary>Whether there was such a process to send it to.</summary>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    /// <summary>Whether a process leads the session that it is in; not so where there is none.</summary>
    public static bool LeadsSession(int pid) => SessionOf(pid) == pid;

    private static void Check(int error, string file)
    {
        if (error != 0)
            throw new IOException($"{file} cannot be started: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int PosixSpawn(
        out int pid,
        string path,
        byte* actions,
        byte* attributes,
        byte** arguments,
        byte** environment
    );

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    private static unsafe partial int InitialiseActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    private static unsafe partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addopen", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AddOpen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    private static unsafe partial int AddDuplicate(byte* actions, int descriptor, int copy);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int InitialiseAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    private static unsafe partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static unsafe partial int EmptySet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    private static unsafe partial int FillSet(byte* signals);

    [LibraryImport("libc", EntryPoint = "waitpid")]
    private static partial int WaitPid(int pid, out int status, int options);

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int SessionOf(int pid);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
