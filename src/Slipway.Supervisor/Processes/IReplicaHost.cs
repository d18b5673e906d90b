namespace Slipway.Supervisor.Processes;

/// <summary>Where replicas run. What it starts lives on when the supervisor ends, however that ends, and is found again.</summary>
internal interface IReplicaHost
{
    /// <summary>Starts it. Its outputs go to the end of the file of its log.</summary>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    Task<IRunningReplica> StartAsync(ReplicaStart start, CancellationToken cancellationToken);

    /// <summary>The replica that an identity names; null where it has ended, and nobody knows how.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="identity">As <see cref="IRunningReplica.Identity"/> was.</param>
    /// <param name="limits">What it was started with: what the system does not hold it to is watched on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IRunningReplica?> AdoptAsync(
        string name,
        string identity,
        ReplicaLimits limits,
        CancellationToken cancellationToken
    );

    /// <summary>As above, of what has no limits.</summary>
    Task<IRunningReplica?> AdoptAsync(string name, string identity, CancellationToken cancellationToken) =>
        AdoptAsync(name, identity, ReplicaLimits.None, cancellationToken);

    /// <summary>
    /// Has all end that was started for this fleet and is not among <paramref name="known"/>: starts that were never written down.
    /// Does not wait for their end, which comes within seconds.
    /// </summary>
    Task EndOrphansAsync(IReadOnlySet<string> known, CancellationToken cancellationToken);

    /// <summary>Has images be dropped that were made for this fleet and that no revision names any more. Returns at once.</summary>
    void Keep(IReadOnlySet<string> images);
}

/// <summary>What a replica is started with.</summary>
internal sealed record ReplicaStart
{
    public required string Name { get; init; }

    /// <summary>An executable; the reference of an image where <see cref="Image"/> is given.</summary>
    public required string File { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required string LogFile { get; init; }

    public ReplicaLimits Limits { get; init; } = ReplicaLimits.None;

    /// <summary>Null: a process.</summary>
    public ImageStart? Image { get; init; }

    /// <summary>Told what it is doing where a start takes long, in a sentence; on any thread.</summary>
    public Action<string>? Tell { get; init; }
}

/// <summary>What a container is started with beyond what a process is.</summary>
/// <param name="Id">What the image's reference was when the revision was made; null: whatever it is.</param>
/// <param name="HttpPort">Where it is to be reached on this machine for REST.</param>
/// <param name="GrpcPort">And for gRPC.</param>
internal sealed record ImageStart(string? Id, int HttpPort, int GrpcPort);

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
