using System.Globalization;

namespace Slipway.Supervisor.Containers;

/// <summary>
/// The control group that an engine made for a container, read where it runs under the same kernel: what it takes, and whether a
/// process of it was killed for want of memory. The group is gone soon after the container, so it is looked at again and again.
/// </summary>
internal sealed class ContainerCgroup
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _folder;

    private ContainerCgroup(string folder) => _folder = folder;

    /// <summary>It was, at some look.</summary>
    public bool WasOutOfMemory { get; private set; }

    /// <summary>Null where it cannot be told, or the process is another's.</summary>
    public static ContainerCgroup? Of(int processId, string container)
    {
        try
        {
            var lines = File.ReadAllLines($"/proc/{processId}/cgroup");
            // cgroups(7): hierarchy:controllers:path; version 2 is hierarchy 0, without names.
            var fields = lines.Select(line => line.Split(':', 3)).Where(fields => fields.Length == 3).ToList();
            var own = fields.Find(each => each[1].Split(',').Contains("memory")) ?? fields.Find(each => each[0] == "0");
            if (own is null || !own[2].Contains(container, StringComparison.Ordinal))
                return null;
            var folder = own[1].Length == 0 ? Root + own[2] : $"{Root}/memory{own[2]}";
            return Directory.Exists(folder) ? new ContainerCgroup(folder) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Look() =>
        WasOutOfMemory =
            WasOutOfMemory || Count("memory.events", "oom_kill") + Count("memory.oom_control", "oom_kill") > 0;

    /// <summary>Without files that the kernel can let go of, as the engines' own tools tell it; 0 where it cannot be told.</summary>
    public long MemoryBytes()
    {
        var all = Number("memory.current") ?? Number("memory.usage_in_bytes") ?? 0;
        return Math.Max(
            0,
            all - Math.Max(Count("memory.stat", "inactive_file"), Count("memory.stat", "total_inactive_file"))
        );
    }

    private long Count(string file, string name)
    {
        var line = Read(file)
            ?.Split('\n')
            .FirstOrDefault(each => each.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? 0 : Parse(line[(name.Length + 1)..]) ?? 0;
    }

    private long? Number(string file) => Parse(Read(file));

    private static long? Parse(string? text) =>
        long.TryParse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private string? Read(string file)
    {
        try
        {
            var path = Path.Combine(_folder, file);
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
