using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// A mapping of a file in memory that cannot get shorter. Touching it beyond the file's end would be a bus error, which ends
/// the process; so only files of the kernel's own memory are mapped, with a seal that nobody can take off.
/// </summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    private const int ReadWrite = 3;
    private const int SharedPopulated = 0x1 | 0x8000;
    private const int GetSeals = 1034;
    private const int SealShrink = 2;
    private const long MemoryFiles = 0x01021994;

    private byte* _start;

    private MappedFile(byte* start, long length)
    {
        _start = start;
        Length = length;
    }

    public long Length { get; }

    public static bool IsSafe(SafeFileHandle file)
    {
        if (
            !OperatingSystem.IsLinux()
            || (Control(file, GetSeals, 0) is var seals && (seals < 0 || (seals & SealShrink) == 0))
        )
            return false;
        // Of large pages, which are sealed alike, there may be none left when one is touched.
        Span<long> status = stackalloc long[32];
        fixed (long* start = status)
        {
            return FileSystem(file, start) == 0 && status[0] == MemoryFiles;
        }
    }

    /// <summary>Makes the file so long, with memory for all of it.</summary>
    /// <exception cref="IOException">There is not so much.</exception>
    public static void Allocate(SafeFileHandle file, long length)
    {
        if (AllocateRange(file, 0, length) is not 0 and var error)
            throw new IOException($"There is no memory for {length} bytes (error {error}).");
    }

    /// <summary>Null where there is no room for it in the address space; the file is then used without.</summary>
    public static MappedFile? Map(SafeFileHandle file, long length)
    {
        var start = Map(null, (nuint)length, ReadWrite, SharedPopulated, file, 0);
        return start == (void*)-1 ? null : new MappedFile((byte*)start, length);
    }

    public Span<byte> Span(long offset, int length)
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new Span<byte>(_start + offset, length);
    }

    public void Dispose()
    {
        var start = _start;
        _start = null;
        if (start is not null)
            _ = Unmap(start, (nuint)Length);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fstatfs")]
    private static partial int FileSystem(SafeFileHandle file, long* status);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int AllocateRange(SafeFileHandle file, long offset, long length);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(
        void* at,
        nuint length,
        int protection,
        int flags,
        SafeFileHandle file,
        long offset
    );

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* start, nuint length);
}
