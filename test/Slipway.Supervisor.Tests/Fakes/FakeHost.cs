using Slipway.Supervisor.Processes;

namespace Slipway.Supervisor.Tests.Fakes;

/// <summary>Starts nothing, and remembers what it was asked to.</summary>
internal sealed class FakeHost : IReplicaHost
{
    public List<ReplicaStart> Starts { get; } = [];

    public List<FakeRunning> Running { get; } = [];

    /// <summary>The limits that replicas were taken up with, by name.</summary>
    public Dictionary<string, ReplicaLimits> Adopted { get; } = [];

    /// <summary>Why nothing can be started; null: all can.</summary>
    public string? Refusal { get; set; }

    public FakeRunning Last => Running[^1];

    public Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        Starts.Add(start);
        if (Refusal is not null)
            throw new IOException(Refusal);
        Running.Add(new FakeRunning(start.Name, $"{start.Name}#{Running.Count}"));
        return Task.FromResult<IRunningReplica>(Last);
    }

    public Task<IRunningReplica?> AdoptAsync(
        string name,
        string identity,
        ReplicaLimits limits,
        CancellationToken cancellationToken
    )
    {
        Adopted[name] = limits;
        return Task.FromResult<IRunningReplica?>(Running.Find(each => each.Identity == identity && each.End is null));
    }

    public Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        Running.Where(each => !known.Contains(each.Identity)).ToList().ForEach(each => each.End = "orphan");
        return Task.CompletedTask;
    }

    public void Keep(IReadOnlySet<string> images) { }
}

internal sealed class FakeRunning(string name, string identity) : IRunningReplica
{
    public string Name => name;

    public string Identity => identity;

    public int? ProcessId => 1;

    public string? Remark => null;

    /// <summary>Null while it runs.</summary>
    public string? End { get; set; }

    public bool WasTerminated { get; private set; }

    public bool WasKilled { get; private set; }

    public bool EndsWhenTold { get; set; } = true;

    public string? HowItEnded() => End;

    public void Terminate()
    {
        WasTerminated = true;
        if (EndsWhenTold)
            End ??= "exit code 0";
    }

    public void Kill()
    {
        WasKilled = true;
        End ??= "killed by signal 9";
    }

    public long MemoryBytes() => 1000;

    public void Forget() { }
}
