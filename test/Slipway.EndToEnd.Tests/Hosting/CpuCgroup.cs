using System.Globalization;

namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>
/// A cgroup of the machine with a CPU quota, of version 1 or 2, whichever has the CPU controller here. Made by root
/// only; processes in it must have ended before it is disposed.
/// </summary>
internal sealed class CpuCgroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const long Period = 100_000;

    private readonly string _folder;

    private CpuCgroup(string folder)
    {
        _folder = folder;
    }

    /// <summary>What to put in front of a command so that it runs in this cgroup, under the same process id.</summary>
    public IReadOnlyList<string> Prefix => ["sh", "-c", """echo $$ > "$0/cgroup.procs" && exec "$@" """, _folder];

    /// <summary>Null where no such cgroup can be made here.</summary>
    public static CpuCgroup? TryCreate(double cpus)
    {
        var version1 = Directory.Exists($"{Root}/cpu");
        var folder = $"{(version1 ? $"{Root}/cpu" : Root)}/slipway-test-{Environment.ProcessId}-{Guid.NewGuid():N}";
        try
        {
            if (!version1)
                File.WriteAllText($"{Root}/cgroup.subtree_control", "+cpu");
            Directory.CreateDirectory(folder);
            var quota = ((long)(cpus * Period)).ToString(CultureInfo.InvariantCulture);
            if (version1)
            {
                File.WriteAllText($"{folder}/cpu.cfs_period_us", Period.ToString(CultureInfo.InvariantCulture));
                File.WriteAllText($"{folder}/cpu.cfs_quota_us", quota);
            }
            else
            {
                File.WriteAllText($"{folder}/cpu.max", $"{quota} {Period}");
            }

            return new CpuCgroup(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            return null;
        }
    }

    public void Dispose() => Directory.Delete(_folder);
}
