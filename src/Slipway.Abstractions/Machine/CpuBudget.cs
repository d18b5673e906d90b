using System.Globalization;

namespace Slipway.Machine;

/// <summary>
/// The CPUs that this process may really use, which in a container are fewer than the machine has: a native library that
/// asks the machine would start a thread for each of its cores. Whatever starts threads or decides how much runs at a
/// time asks here.
/// </summary>
/// <param name="Count">
/// How many threads can compute at a time, at least 1: the CPUs that the process may be scheduled on, or the quota
/// rounded up where that is less. Rounded up, because what a half CPU is granted would otherwise lie idle.
/// </param>
/// <param name="Quota">
/// The CPU time that the tightest of the process's cgroups grants, in CPUs; null where none limits it.
/// </param>
/// <param name="Machine">The CPUs of the machine.</param>
public sealed record CpuBudget(int Count, double? Quota, int Machine)
{
    private static readonly Lazy<CpuBudget> Found = new(Find);

    /// <summary>That of this process, as it was when it was first asked for.</summary>
    public static CpuBudget Current => Found.Value;

    /// <summary>The CPU time that can be had, in CPUs: the quota where there is one, else the count.</summary>
    public double Limit => Quota is { } quota ? Math.Min(quota, Count) : Count;

    /// <param name="schedulable">CPUs that the process may be scheduled on.</param>
    /// <param name="quota">CPU time granted, in CPUs; null for no limit.</param>
    /// <param name="machine">CPUs of the machine.</param>
    public static CpuBudget Of(int schedulable, double? quota, int machine)
    {
        var count = quota is { } granted ? (int)Math.Min(schedulable, Math.Ceiling(granted)) : schedulable;
        return new CpuBudget(Math.Max(1, count), quota, Math.Max(machine, schedulable));
    }

    /// <summary>For the log: <c>2 CPUs (a quota of 1.5, of 64)</c>.</summary>
    public override string ToString()
    {
        var cpus = Count == 1 ? "1 CPU" : string.Create(CultureInfo.InvariantCulture, $"{Count} CPUs");
        var quota = Quota is { } granted
            ? string.Create(CultureInfo.InvariantCulture, $"a quota of {granted:0.##}")
            : "";
        var machine = Machine > Count ? string.Create(CultureInfo.InvariantCulture, $"of {Machine}") : "";
        return (quota, machine) switch
        {
            ("", "") => cpus,
            ("", _) or (_, "") => $"{cpus} ({quota}{machine})",
            _ => $"{cpus} ({quota}, {machine})",
        };
    }

    private static CpuBudget Find()
    {
        // .NET's own figure knows affinity and cpusets, and the quota of the innermost cgroup.
        var known = Environment.ProcessorCount;
        if (!OperatingSystem.IsLinux())
            return Of(known, null, known);
        var machine = LinuxCpus.Read("/") ?? known;
        // An order to .NET, and thus to the whole process.
        return
            int.TryParse(Environment.GetEnvironmentVariable("DOTNET_PROCESSOR_COUNT"), out var ordered)
            && ordered == known
            ? Of(known, null, machine)
            : Of(known, CgroupQuota.Read("/"), machine);
    }
}
