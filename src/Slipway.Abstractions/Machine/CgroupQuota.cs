using System.Globalization;

namespace Slipway.Machine;

/// <summary>
/// The CPU quota of this process on Linux, from cgroups of version 2 (<c>cpu.max</c>) and version 1
/// (<c>cpu.cfs_quota_us</c> over <c>cpu.cfs_period_us</c>), both at once on a hybrid machine. A cgroup is bound by those
/// above it, and only those that are mounted here can be seen: the smallest quota of them counts.
/// </summary>
internal static class CgroupQuota
{
    /// <param name="root">The folder that stands for the root of the file system.</param>
    /// <returns>In CPUs; null where nothing limits the process or nothing can be read.</returns>
    public static double? Read(string root)
    {
        double? least = null;
        foreach (var (folder, mountPoint, version) in Folders(root))
        {
            for (var current = folder; ; current = Path.GetDirectoryName(current)!)
            {
                if (Quota(current, version) is { } quota && !(quota >= least))
                    least = quota;
                if (current.Length <= mountPoint.Length)
                    break;
            }
        }

        return least;
    }

    /// <summary>The process's folder in each hierarchy that can limit CPU time, with the mount it lies under.</summary>
    private static IEnumerable<(string Folder, string MountPoint, int Version)> Folders(string root)
    {
        // "4:cpu,cpuacct:/path" of version 1, "0::/path" of version 2.
        var own = new Dictionary<int, string>();
        foreach (var line in Lines(root, "proc/self/cgroup"))
        {
            if (line.Split(':', 3) is not [_, var controllers, var path])
                continue;
            if (controllers.Length == 0)
                own[2] = path;
            else if (controllers.Split(',').Contains("cpu"))
                own[1] = path;
        }

        foreach (var line in Lines(root, "proc/self/mountinfo"))
        {
            if (ParseMount(line) is not var (mountRoot, mountPoint, version) || !own.TryGetValue(version, out var path))
                continue;
            var mounted = Path.Combine(root, mountPoint.TrimStart('/'));
            yield return (Below(mounted, mountRoot, path), mounted, version);
        }
    }

    // "32 31 0:29 /root /mount/point rw,relatime shared:1 - cgroup cgroup rw,cpu": the fields before the dash vary in
    // number, and spaces in paths are written as \040, so that splitting is safe.
    private static (string Root, string Point, int Version)? ParseMount(string line)
    {
        var halves = line.Split(" - ", 2);
        if (halves.Length != 2 || halves[0].Split(' ') is not [_, _, _, var root, var point, ..])
            return null;
        return halves[1].Split(' ') switch
        {
            ["cgroup2", ..] => (Unescape(root), Unescape(point), 2),
            ["cgroup", .., var options] when options.Split(',').Contains("cpu") => (Unescape(root), Unescape(point), 1),
            _ => null,
        };
    }

    // In a container the mount may show a part of the hierarchy: the path is then told from the root of the whole.
    private static string Below(string mounted, string mountRoot, string path)
    {
        var within = mountRoot.TrimEnd('/');
        var isWithin = path == within || path.StartsWith(within + "/", StringComparison.Ordinal);
        // A process that was moved out of its container's part sees a path that climbs.
        if (!isWithin || path.Contains("..", StringComparison.Ordinal))
            return mounted;
        var folder = Path.Combine(mounted, path[within.Length..].Trim('/'));
        return Directory.Exists(folder) ? folder.TrimEnd('/') : mounted;
    }

    private static double? Quota(string folder, int version)
    {
        var (quota, period) =
            version == 2
                ? Lines(folder, "cpu.max").FirstOrDefault()?.Split(' ') is [var most, var every]
                    ? (most, every)
                    : ("max", "")
                : (
                    Lines(folder, "cpu.cfs_quota_us").FirstOrDefault() ?? "-1",
                    Lines(folder, "cpu.cfs_period_us").FirstOrDefault() ?? ""
                );
        return TryParse(quota, out var microseconds) && TryParse(period, out var of) && microseconds > 0 && of > 0
            ? (double)microseconds / of
            : null;
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Unescape(string path) => path.Replace("\\040", " ", StringComparison.Ordinal);

    private static string[] Lines(string folder, string file)
    {
        try
        {
            return File.ReadAllLines(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
