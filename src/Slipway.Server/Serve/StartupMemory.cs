using System.Globalization;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Slipway.Server.Serve;

/// <summary>
/// Gives the system back what only the start needed: garbage, freed native memory, and the pages of the program's own
/// files, of which most were touched once. What is needed again comes back by itself, from the system's file cache.
/// </summary>
internal static partial class StartupMemory
{
    private const int DontNeed = 4;

    /// <summary>Takes some ten milliseconds, in which managed code stands still.</summary>
    public static void GiveBack()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = TrimHeap(0);
            foreach (var (start, length) in UnchangedFilePages(File.ReadLines("/proc/self/smaps")))
            {
                _ = Advise(start, length, DontNeed);
            }
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException
            )
        {
            // Another C library, or a hardened system: it stays as it is.
        }
    }

    /// <summary>
    /// The mappings of files that cannot be written through and hold no page of the process's own (a page that the loader
    /// relocated would be one, and is nowhere else): their pages can be had again from the files at any time.
    /// </summary>
    internal static IEnumerable<(nint Start, nuint Length)> UnchangedFilePages(IEnumerable<string> smaps)
    {
        (nint Start, nuint Length)? candidate = null;
        foreach (var line in smaps)
        {
            // "7f12-7f34 r-xp 00000000 08:01 123    /path", and after it lines of "Key:   12 kB".
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && line[space - 1] != ':')
            {
                candidate =
                    line.AsSpan(space + 1).StartsWith("r-xp ") || line.AsSpan(space + 1).StartsWith("r--p ")
                        ? FileMapping(line, space)
                        : null;
            }
            else if (candidate is { } mapping && line.StartsWith("Anonymous:", StringComparison.Ordinal))
            {
                if (line.AsSpan("Anonymous:".Length).Trim().SequenceEqual("0 kB"))
                    yield return mapping;
                candidate = null;
            }
        }
    }

    private static (nint Start, nuint Length)? FileMapping(string line, int space)
    {
        var dash = line.IndexOf('-', StringComparison.Ordinal);
        if (!line.Contains(" /", StringComparison.Ordinal) || dash < 0 || dash > space)
            return null;
        return
            TryParse(line.AsSpan(0, dash), out var start)
            && TryParse(line.AsSpan(dash + 1, space - dash - 1), out var end)
            ? ((nint)start, (nuint)(end - start))
            : null;
    }

    private static bool TryParse(ReadOnlySpan<char> text, out ulong address) =>
        ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out address);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int TrimHeap(nuint pad);

    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int Advise(nint start, nuint length, int advice);
}
