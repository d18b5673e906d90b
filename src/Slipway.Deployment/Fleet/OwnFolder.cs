using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Slipway.Deployment.Fleet;

/// <summary>
/// Whether a folder is its user's alone. Sockets in it take orders, and whoever could put another one in their place would be
/// told what the fleet runs with: the folder may lie in one that everybody may write to.
/// </summary>
public static partial class OwnFolder
{
    // fcntl.h, linux/stat.h
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int TypeModeAndUser = 0x1 | 0x2 | 0x8;

    // sys/stat.h
    private const int TypeMask = 0xF000;
    private const int DirectoryType = 0x4000;
    private const int OfOthers = 0x3F;

    // struct statx and Apple's struct stat, both below 256 bytes.
    private const int StructureSize = 512;

    /// <summary>Does nothing on Windows, where the user's profile is the user's own.</summary>
    /// <exception cref="IOException">It is not there, a link, another user's, or open to others; the message says what to do.</exception>
    public static void Check(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        // With a slash at its end a link would be followed.
        path = Path.TrimEndingDirectorySeparator(path);
        var (mode, user) = Look(path);
        if ((mode & TypeMask) != DirectoryType)
            throw new IOException(
                $"{path} is a link or a file and should be a folder: remove it, or choose another place (--state)."
            );
        if (user != EffectiveUser())
            throw new IOException($"{path} belongs to another user: remove it, or choose another place (--state).");
        if ((mode & OfOthers) != 0)
            throw new IOException(
                $"{path} is open to others: take their rights away (chmod 700), or choose another place (--state)."
            );
    }

    private static unsafe (int Mode, uint User) Look(string path)
    {
        var buffer = stackalloc byte[StructureSize];
        var bytes = new ReadOnlySpan<byte>(buffer, StructureSize);
        if (OperatingSystem.IsMacOS())
        {
            var isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
            Refuse(path, isArm ? AppleStat(path, buffer) : AppleStatOfIntel(path, buffer));
            return (
                BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
                BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..])
            );
        }

        // The kernel's structure is the same everywhere, other than libc's; the call has no wrapper in every libc.
        nint statx = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 332,
            Architecture.Arm64 => 291,
            var other => throw new IOException($"Whose {path} is cannot be told on {other}."),
        };
        Refuse(path, SystemCall(statx, CurrentDirectory, path, NoFollow, TypeModeAndUser, buffer));
        return (
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..])
        );
    }

    private static void Refuse(string path, nint result)
    {
        if (result != 0)
            throw new IOException($"{path} cannot be looked at: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial nint SystemCall(
        nint number,
        nint directory,
        string path,
        nint flags,
        nint mask,
        byte* buffer
    );

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int AppleStat(string path, byte* buffer);

    [LibraryImport(
        "libc",
        EntryPoint = "lstat$INODE64",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static unsafe partial int AppleStatOfIntel(string path, byte* buffer);
}
