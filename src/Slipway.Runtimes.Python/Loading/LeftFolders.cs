using System.Runtime.InteropServices;

namespace Slipway.Runtimes.Python.Loading;

/// <summary>
/// Folders that processes left behind which were killed. Each folder holds a file that its process has locked, and the
/// kernel lets go of the lock when that ends, however it does; so what can be locked is nobody's any more, in whichever
/// container its process ran.
/// </summary>
internal static partial class LeftFolders
{
    public const string Prefix = "slipway-python-";

    private const string LockFile = "lock";

    // A process makes its folder and then the lock; here another one may come between.
    private static readonly TimeSpan BeingMade = TimeSpan.FromMinutes(1);

    private static readonly Lazy<bool> Deleted = new(() =>
    {
        Delete(Path.GetTempPath());
        return true;
    });

    /// <summary>Deletes them, at the first call of this process.</summary>
    public static void DeleteOnce() => _ = Deleted.Value;

    /// <summary>Marks a folder as in use for as long as the result is not disposed.</summary>
    public static FileStream Hold(string folder) =>
        new(Path.Combine(folder, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <summary>Deletes those in a folder. What cannot be deleted stays: it keeps nobody from anything.</summary>
    public static void Delete(string parent)
    {
        // Elsewhere nothing tells here whose a folder is.
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
            {
                if (IsPrivate(folder) && IsLeft(folder))
                    Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process tidies up too.
        }
    }

    private static bool IsLeft(string folder)
    {
        var file = Path.Combine(folder, LockFile);
        if (!File.Exists(file))
            return DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > BeingMade;
        try
        {
            using var held = Hold(folder);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Everybody may make folders of this name where temporary files are: one of another user could lead astray.
    private static unsafe bool IsPrivate(string folder)
    {
        const int currentFolder = -100;
        const int noFollow = 0x100;
        const uint typeModeOwner = 0x1 | 0x2 | 0x8;
        const int ownerAt = 20;
        const int modeAt = 28;
        const int typeAndAccessOfOthers = 0xF03F;
        const int directory = 0x4000;
        Span<byte> status = stackalloc byte[256];
        fixed (byte* start = status)
        {
            if (Status(currentFolder, folder, noFollow, typeModeOwner, start) != 0)
                return false;
        }

        return MemoryMarshal.Read<uint>(status[ownerAt..]) == User()
            && (MemoryMarshal.Read<ushort>(status[modeAt..]) & typeAndAccessOfOthers) == directory;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Status(int from, string path, int flags, uint mask, byte* status);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();
}
