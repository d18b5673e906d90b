using System.Runtime.InteropServices;

namespace Slipway.Oci.Caching;

/// <summary>What mirrors and caches ask of the file system beyond .NET's own: exchanges, hard links, durable folders.</summary>
public static partial class NativeFiles
{
    private const int ErrorNoSpace = 28;
    private const int WindowsErrorDiskFull = unchecked((int)0x80070070);
    private const int ErrorNoSystemCall = 38;
    private const int ErrorInvalid = 22;
    private const int CurrentFolder = -100;
    private const uint RenameExchange = 2;

    /// <summary>
    /// Exchanges two paths in one step: nobody ever sees neither, or half of one. False where the system or the file
    /// system cannot.
    /// </summary>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            var result =
                OperatingSystem.IsLinux() ? renameat2(CurrentFolder, one, CurrentFolder, other, RenameExchange)
                : OperatingSystem.IsMacOS() ? renamex_np(one, other, RenameExchange)
                : -1;
            if (result == 0)
                return true;
            var error = Marshal.GetLastPInvokeError();
            return !OperatingSystem.IsLinux() || error is ErrorInvalid or ErrorNoSystemCall or 0
                ? false
                : throw new IOException(
                    $"'{Path.GetFileName(other)}' cannot be exchanged: {Marshal.GetLastPInvokeErrorMessage()}"
                );
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    /// <summary>
    /// A second name for the same file; a copy, and false, where the file system has no such thing.
    /// </summary>
    public static bool LinkOrCopy(string existing, string path)
    {
        if (!OperatingSystem.IsWindows() && link(existing, path) == 0)
            return true;
        File.Copy(existing, path);
        return false;
    }

    /// <summary>Sees to it that what was written and renamed in a folder survives a loss of power.</summary>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var handle = open(folder, 0);
        if (handle < 0)
            return;
        _ = fsync(handle);
        _ = close(handle);
    }

    /// <summary>The same for all files and folders in it.</summary>
    public static void SyncTree(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }

        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            SyncTree(child);
        }

        Sync(folder);
    }

    /// <summary>Whether it failed for want of room.</summary>
    public static bool IsDiskFull(IOException e) => e.HResult is ErrorNoSpace or WindowsErrorDiskFull;

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int renameat2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int renamex_np(string oldPath, string newPath, uint flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int link(string existing, string path);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fsync(int handle);

    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int close(int handle);
}
