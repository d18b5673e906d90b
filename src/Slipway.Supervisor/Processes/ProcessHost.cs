using Slipway.Supervisor.Limits;

namespace Slipway.Supervisor.Processes;

/// <summary>Replicas as processes of this machine.</summary>
/// <param name="fleet">Which replicas carry in their environment, to be known again.</param>
internal sealed class ProcessHost(string fleet) : IReplicaHost
{
    private const string Mark = "SLIPWAY_FLEET";

    public Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        var group = Cgroup.TryCreate(GroupName(start.Name), start.Cpu, start.MemoryBytes);
        var environment = new Dictionary<string, string>(start.Environment, StringComparer.Ordinal) { [Mark] = fleet };
        // .NET reckons its threads and heaps by what it may use; where no limit holds, this is what it goes by.
        if (group is null && start.Cpu is { } cpu)
        {
            environment.TryAdd(
                "DOTNET_PROCESSOR_COUNT",
                Math.Max(1, (int)Math.Ceiling(cpu)).ToString(System.Globalization.CultureInfo.InvariantCulture)
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
            return Task.FromResult<IRunningReplica>(
                new RunningProcess(identity, group, group is null ? start.MemoryBytes : null, Remark(start, group))
            );
        }
        catch
        {
            group?.Delete();
            throw;
        }
    }

    public Task<IRunningReplica?> AdoptAsync(string name, string identity, CancellationToken cancellationToken)
    {
        var process = ProcessIdentity.Parse(identity);
        return Task.FromResult<IRunningReplica?>(
            process is { IsAlive: true }
                ? new RunningProcess(process, Cgroup.TryOpen(GroupName(name)), null, null)
                : null
        );
    }

    public Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            return Task.CompletedTask;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), out var pid)
                && IsOfFleet(folder)
                && ProcessIdentity.Of(pid) is { } process
                && !known.Contains(process.ToString())
                && IsLeader(folder)
            )
            {
                _ = NativeProcess.Signal(pid, NativeProcess.Sigterm);
            }
        }

        return Task.CompletedTask;
    }

    public void Keep(IReadOnlySet<string> images) { }

    private static string? Remark(ReplicaStart start, Cgroup? group)
    {
        if (group is not null || (start.Cpu is null && start.MemoryBytes is null))
            return null;
        var memory = start.MemoryBytes is null
            ? ""
            : " Memory is watched: a replica over its limit is ended and started again.";
        var cpu = start.Cpu is null ? "" : " CPUs are not limited, only told to .NET programs.";
        return $"No control groups can be made here for {start.Name.Split('-')[0]}.{memory}{cpu}";
    }

    private string GroupName(string replica) => $"{fleet}-{replica}";

    private bool IsOfFleet(string folder)
    {
        try
        {
            return File.ReadAllText($"{folder}/environ").Split('\0').Contains($"{Mark}={fleet}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // What we start leads its session; its own children (Python's workers, importers) are its business.
    private static bool IsLeader(string folder)
    {
        try
        {
            var stat = File.ReadAllText($"{folder}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[3] == Path.GetFileName(folder);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
