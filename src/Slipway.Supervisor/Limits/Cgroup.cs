using System.Globalization;

namespace Slipway.Supervisor.Limits;

/// <summary>
/// Limits of one replica by Linux's control groups, of version 2 or 1, whichever has the controller here. Only root, or a user
/// to whom a part of the hierarchy was delegated, may make them.
/// </summary>
internal sealed class Cgroup
{
    private const string Root = "/sys/fs/cgroup";
    private const long Period = 100_000;

    private readonly IReadOnlyList<string> _folders;

    private Cgroup(IReadOnlyList<string> folders)
    {
        _folders = folders;
    }

    /// <summary>What stands in front of a command so that it runs within, under the same process id.</summary>
    public IReadOnlyList<string> Prefix =>
        [
            "-c",
            """while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs" || exit 126; shift; done; shift; exec "$@" """,
            "sh",
            .. _folders,
            "--",
        ];

    /// <summary>Makes one, or takes the one that is there; null where none can be made, or nothing is limited.</summary>
    public static Cgroup? TryCreate(string name, double? cpu, long? memory)
    {
        if (!OperatingSystem.IsLinux() || (cpu is null && memory is null))
            return null;
        var folders = new List<string>();
        try
        {
            if (File.Exists($"{Root}/cgroup.controllers"))
                folders.Add(Version2(name, cpu, memory));
            else
                Version1(name, cpu, memory, folders);
            return new Cgroup(folders);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(folders);
            return null;
        }
    }

    /// <summary>The one that was made for a name before; null for none.</summary>
    public static Cgroup? TryOpen(string name)
    {
        var folders = new[] { Folder(Root, name), Folder($"{Root}/cpu", name), Folder($"{Root}/memory", name) }
            .Where(Directory.Exists)
            .ToList();
        return folders.Count == 0 ? null : new Cgroup(folders);
    }

    /// <summary>Whether the system has killed a process of it for want of memory.</summary>
    public bool WasOutOfMemory() =>
        _folders.Any(folder => Count($"{folder}/memory.events") + Count($"{folder}/memory.oom_control") > 0);

    public void Delete() => Delete(_folders);

    private static string Version2(string name, double? cpu, long? memory)
    {
        var parent = $"{Root}/slipway";
        File.WriteAllText($"{Root}/cgroup.subtree_control", "+cpu +memory");
        Directory.CreateDirectory(parent);
        File.WriteAllText($"{parent}/cgroup.subtree_control", "+cpu +memory");
        var folder = Directory.CreateDirectory(Folder(Root, name)).FullName;
        if (cpu is { } cpus)
            File.WriteAllText($"{folder}/cpu.max", $"{Quota(cpus)} {Period}");
        if (memory is { } bytes)
        {
            File.WriteAllText($"{folder}/memory.max", Text(bytes));
            // Swapping a model out is slower than starting another.
            if (File.Exists($"{folder}/memory.swap.max"))
                File.WriteAllText($"{folder}/memory.swap.max", "0");
        }

        return folder;
    }

    private static void Version1(string name, double? cpu, long? memory, List<string> folders)
    {
        if (cpu is { } cpus)
        {
            var folder = Directory.CreateDirectory(Folder($"{Root}/cpu", name)).FullName;
            folders.Add(folder);
            File.WriteAllText($"{folder}/cpu.cfs_period_us", Text(Period));
            File.WriteAllText($"{folder}/cpu.cfs_quota_us", Quota(cpus));
        }

        if (memory is { } bytes)
        {
            var folder = Directory.CreateDirectory(Folder($"{Root}/memory", name)).FullName;
            folders.Add(folder);
            File.WriteAllText($"{folder}/memory.limit_in_bytes", Text(bytes));
        }
    }

    private static string Folder(string hierarchy, string name) => $"{hierarchy}/slipway/{name}";

    private static string Quota(double cpus) => Text((long)Math.Max(1_000, cpus * Period));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // "oom_kill 1" in both versions' files.
    private static long Count(string file)
    {
        if (!File.Exists(file))
            return 0;
        var line = File.ReadLines(file).FirstOrDefault(each => each.StartsWith("oom_kill ", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line["oom_kill ".Length..], CultureInfo.InvariantCulture);
    }

    private static void Delete(IEnumerable<string> folders)
    {
        foreach (var folder in folders)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A process of it has not gone yet: it stays, empty, and the next start takes it up.
            }
        }
    }
}
