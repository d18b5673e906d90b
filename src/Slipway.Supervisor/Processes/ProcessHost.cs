using System.Globalization;
using Slipway.Supervisor.Limits;

namespace Slipway.Supervisor.Processes;

/// <summary>Replicas as processes of this machine.</summary>
/// <param name="fleet">Which replicas carry in their environment, to be known again.</param>
/// <param name="time">What time it is.</param>
/// <param name="log">The supervisor's own.</param>
internal sealed class ProcessHost(string fleet, TimeProvider time, ILogger log) : IReplicaHost
{
    /// <summary>How long a process that nobody knows has to end in good order.</summary>
    public static readonly TimeSpan OrphanPatience = TimeSpan.FromSeconds(10);

    private const string Mark = "SLIPWAY_FLEET";

    public Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var limits = start.Limits;
        var group = Cgroup.TryCreate(GroupName(start.Name), limits.Cpu, limits.MemoryBytes);
        var environment = new Dictionary<string, string>(start.Environment, StringComparer.Ordinal) { [Mark] = fleet };
        // .NET reckons its threads and heaps by what it may use; where no limit holds, this is what it goes by.
        if (group is null && limits.Cpu is { } cpu)
        {
            environment.TryAdd(
                "DOTNET_PROCESSOR_COUNT",
                Math.Max(1, (int)Math.Ceiling(cpu)).ToString(CultureInfo.InvariantCulture)
            );
        }

        try
        {
            var pid = group is null
                ? NativeProcess.Spawn(start.File, start.Arguments, environment, start.LogFile)
                : NativeProcess.Spawn(
                    "/bin/sh",
                    [.. group.Prefix, start.File, .. start.Arguments],
                    environment,
                    start.LogFile
                );
            var identity = ProcessIdentity.Of(pid) ?? new ProcessIdentity(pid, "ended");
            return Task.FromResult<IRunningReplica>(Running(identity, start.Name, group, limits));
        }
        catch
        {
            group?.Delete();
            throw;
        }
    }

    public Task<IRunningReplica?> AdoptAsync(
        string name,
        string identity,
        ReplicaLimits limits,
        CancellationToken cancellationToken
    )
    {
        var process = ProcessIdentity.Parse(identity);
        return Task.FromResult<IRunningReplica?>(
            process is { IsAlive: true } ? Running(process, name, Cgroup.TryOpen(GroupName(name)), limits) : null
        );
    }

    public Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var orphans = new FleetProcesses($"{Mark}={fleet}")
            .Leaders()
            .Where(process => !known.Contains(process.ToString()))
            .ToList();
        foreach (var orphan in orphans)
        {
            log.EndsOrphanProcess(orphan.Id);
            _ = NativeProcess.Signal(orphan.Id, NativeProcess.Sigterm);
        }

        // What it knows is not kept waiting for what it does not. A supervisor that ends meanwhile leaves them to the next one.
        if (orphans.Count > 0)
            _ = KillAsync(orphans);
        return Task.CompletedTask;
    }

    public void Keep(IReadOnlySet<string> images) { }

    // One that does not listen would keep its ports: the gateway's are those that clients know.
    private async Task KillAsync(List<ProcessIdentity> orphans)
    {
        await Task.Delay(OrphanPatience, time);
        foreach (var orphan in orphans.Where(orphan => orphan.IsAlive))
        {
            log.KillsOrphanProcess(orphan.Id, OrphanPatience);
            _ = NativeProcess.Signal(orphan.Id, NativeProcess.Sigkill);
        }
    }

    private static RunningProcess Running(ProcessIdentity process, string name, Cgroup? group, ReplicaLimits limits) =>
        new(process, group, group is null ? limits.MemoryBytes : null, group is null ? Remark(name, limits) : null);

    private static string? Remark(string name, ReplicaLimits limits)
    {
        if (limits == ReplicaLimits.None)
            return null;
        var memory = limits.MemoryBytes is null
            ? ""
            : " Memory is watched: a replica over its limit is ended and started again.";
        var cpu = limits.Cpu is null ? "" : " CPUs are not limited, only told to .NET programs.";
        return $"No control groups can be made here for {name.Split('-')[0]}.{memory}{cpu}";
    }

    private string GroupName(string replica) => $"{fleet}-{replica}";
}
