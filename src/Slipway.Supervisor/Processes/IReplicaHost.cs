namespace Slipway.Supervisor.Processes;

/// <summary>Where replicas run. What it starts lives on when the supervisor ends, however that ends, and is found again.</summary>
internal interface IReplicaHost
{
    /// <summary>Starts it. Its outputs go to the end of the file of its log.</summary>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken);

    /// <summary>The replica that an identity names; null where it has ended.</summary>
    Task<IRunningReplica?> AdoptAsync(string name, string identity, CancellationToken cancellationToken);

    /// <summary>Ends what was started for this fleet and is not among <paramref name="known"/>: a start that was never written down.</summary>
    Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken);
}

/// <summary>What a replica is started with.</summary>
internal sealed record ReplicaStart
{
    public required string Name { get; init; }

    public required string File { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string LogFile { get; init; }

    public double? Cpu { get; init; }

    public long? MemoryBytes { get; init; }
}

/// <summary>A replica that was started or found again.</summary>
internal interface IRunningReplica
{
    /// <summary>By which it is found again.</summary>
    string Identity { get; }

    int? ProcessId { get; }

    /// <summary>What of its limits does not hold as asked for, in a sentence; null for nothing.</summary>
    string? Remark { get; }

    /// <summary>How it ended, in words; null while it runs. Never throws.</summary>
    string? HowItEnded();

    /// <summary>Asks it to end in good order.</summary>
    void Terminate();

    void Kill();

    /// <summary>What it takes now; 0 where that cannot be told.</summary>
    long MemoryBytes();

    /// <summary>Frees what the host keeps for it, once it has ended.</summary>
    void Forget();
}
