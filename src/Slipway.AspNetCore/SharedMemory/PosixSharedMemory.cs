using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Slipway.Errors;

namespace Slipway.AspNetCore.SharedMemory;

/// <summary>Opens POSIX shared memory objects (Linux: files of /dev/shm) by their keys.</summary>
internal static partial class PosixSharedMemory
{
    private const int LongestKey = 255;
    private const int ReadWrite = 2;
    private const int NoSuchObject = 2;
    private const int NoPermission = 13;

    /// <summary>Opens what exists; never creates, follows no links, blocks on nothing.</summary>
    /// <exception cref="ServingException">InvalidArgument: the key is no name, or there is nothing to open.</exception>
    public static SafeFileHandle Open(string key)
    {
        if (!OperatingSystem.IsLinux())
            throw ServingException.Unsupported("System shared memory is supported on Linux only.");
        var name = key.StartsWith('/') ? key[1..] : key;
        if (name.Length is 0 or > LongestKey || name is "." or ".." || name.Any(c => c == '/' || char.IsControl(c)))
        {
            throw ServingException.InvalidArgument(
                $"'{Shown(key)}' is no key of shared memory: a key is a name of up to {LongestKey} characters, with a "
                    + "slash in front of it or none, and no other slash."
            );
        }

        var handle = OpenExisting("/" + name);
        if (!handle.IsInvalid)
            return handle;
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        var why = error switch
        {
            NoSuchObject => "there is none on the server's machine; create it before it is registered",
            NoPermission => "the server's user may not read and write it",
            _ => Marshal.GetPInvokeErrorMessage(error),
        };
        throw ServingException.InvalidArgument($"Unable to open shared memory region: '{Shown(key)}': {why}.");
    }

    private static SafeFileHandle OpenExisting(string name)
    {
        try
        {
            return Open(name, ReadWrite, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // Before glibc 2.34 it was in a library of its own.
            return OpenInRt(name, ReadWrite, 0);
        }
    }

    private static string Shown(string key) => key.Length <= LongestKey ? key : key[..LongestKey] + "…";

    [LibraryImport("libc", EntryPoint = "shm_open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle Open(string name, int flags, uint mode);

    [LibraryImport(
        "librt.so.1",
        EntryPoint = "shm_open",
        StringMarshalling = StringMarshalling.Utf8,
        SetLastError = true
    )]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial SafeFileHandle OpenInRt(string name, int flags, uint mode);
}
