using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Slipway.Serving.Sources;

/// <summary>
/// When anything of a file was last changed, which no tool can set back as it can the last write: it tells files of one
/// size apart that were unpacked with one fixed time, as images have them. .NET does not give it, Linux does.
/// </summary>
internal static partial class ChangeTime
{
    private const int CurrentFolder = -100;
    private const uint ChangeTimeMask = 0x80;
    private const int StructureSize = 256;
    private const int SecondsOffset = 96;
    private const int NanosecondsOffset = 104;

    private static volatile bool _isMissing = !OperatingSystem.IsLinux();

    /// <summary>That of what the path leads to, UTC; null where it cannot be had.</summary>
    public static DateTime? Of(string path)
    {
        if (_isMissing)
            return null;
        Span<byte> result = stackalloc byte[StructureSize];
        result.Clear();
        try
        {
            if (StatX(CurrentFolder, path, 0, ChangeTimeMask, ref result[0]) != 0)
                return null;
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
            _isMissing = true;
            return null;
        }

        if ((MemoryMarshal.Read<uint>(result) & ChangeTimeMask) == 0)
            return null;
        var seconds = BinaryPrimitives.ReadInt64LittleEndian(result[SecondsOffset..]);
        var nanoseconds = BinaryPrimitives.ReadUInt32LittleEndian(result[NanosecondsOffset..]);
        return seconds is < 0 or > 100_000_000_000
            ? null
            : DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, ref byte result);
}
