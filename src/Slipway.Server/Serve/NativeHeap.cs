using System.Runtime.InteropServices;

namespace Slipway.Server.Serve;

/// <summary>
/// The C library's heap, which the engine allocates from. glibc raises its thresholds with the largest block that it has
/// seen freed; after a model's weights they are so high that each of its arenas (one for nearly every thread that loads)
/// keeps megabytes of what the next model leaves behind. Thresholds that are set do not move.
/// </summary>
internal static partial class NativeHeap
{
    private const int Threshold = 1 << 20;

    // mallopt(3): M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h.
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;

    /// <summary>
    /// Has freed memory given back to the system. To be called before the engine is loaded; nothing happens with another C
    /// library, or where the environment has settings of its own.
    /// </summary>
    public static void GiveBackWhatIsFreed()
    {
        if (!OperatingSystem.IsLinux() || IsSet("MALLOC_TRIM_THRESHOLD_") || IsSet("MALLOC_MMAP_THRESHOLD_"))
            return;
        try
        {
            _ = MallOpt(TrimThreshold, Threshold);
            _ = MallOpt(MmapThreshold, Threshold);
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            // musl has no such call, and keeps little.
        }
    }

    private static bool IsSet(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 };

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
