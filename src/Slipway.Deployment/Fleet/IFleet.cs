namespace Slipway.Deployment.Fleet;

/// <summary>
/// A fleet that runs somewhere, for the tool and the console. Failures are <see cref="Slipway.Errors.ServingException"/>: NotFound
/// (no such service or revision), FailedPrecondition (no rollout is going on), InvalidArgument, Unavailable (nobody runs it).
/// </summary>
public interface IFleet
{
    Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>What the fleet was told to be last; null where nothing was applied, or it was taken down.</summary>
    Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken);

    /// <summary>Makes the fleet what the spec says: what is new is started, what changed becomes a revision, what is gone ends.</summary>
    Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken);

    /// <summary>Makes a revision of a service beside the one that runs, which takes over by the service's rollout policy.</summary>
    /// <returns>Its number.</returns>
    Task<int> DeployAsync(string service, ServiceLaunch launch, CancellationToken cancellationToken);

    /// <summary>Gives the candidate all traffic at once, whatever the gates say.</summary>
    Task PromoteAsync(string service, CancellationToken cancellationToken);

    /// <summary>Has a rollout stand still.</summary>
    Task PauseAsync(string service, CancellationToken cancellationToken);

    /// <summary>Has it go on.</summary>
    Task ResumeAsync(string service, CancellationToken cancellationToken);

    /// <summary>Ends a rollout in favour of the stable revision; without one, goes back to a revision (null: the one before).</summary>
    Task RollbackAsync(string service, int? revision, CancellationToken cancellationToken);

    /// <summary>Splits traffic by hand, in parts of a whole by revision; a rollout is paused by it.</summary>
    Task SplitAsync(string service, IReadOnlyDictionary<int, double> weights, CancellationToken cancellationToken);

    /// <summary>Sets the replicas, until the manifest says otherwise; for a service with autoscaling it is refused.</summary>
    Task ScaleAsync(string service, int replicas, CancellationToken cancellationToken);

    /// <summary>Replaces a service's replicas one after the other, without a failed request.</summary>
    Task RestartAsync(string service, CancellationToken cancellationToken);

    /// <param name="service">Null: all.</param>
    /// <param name="last">The most entries, the newest; they come oldest first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<HistoryEntry>> GetHistoryAsync(string? service, int last, CancellationToken cancellationToken);

    /// <param name="services">Empty: all; <c>gateway</c> is the gateway's.</param>
    /// <param name="last">Lines of each replica that come first.</param>
    /// <param name="follow">Go on with what is written later, until cancelled.</param>
    /// <param name="cancellationToken">Ends the lines.</param>
    IAsyncEnumerable<LogLine> GetLogsAsync(
        IReadOnlyList<string> services,
        int last,
        bool follow,
        CancellationToken cancellationToken
    );

    /// <summary>Ends every replica in good order, the gateway first, and then the supervisor. History and revisions stay.</summary>
    Task DownAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Ends a supervisor that has no fleet, which is of no use. One that has been given a fleet, or is about to be, is left alone:
    /// both are one order, so that none comes between.
    /// </summary>
    Task EndIdleAsync(CancellationToken cancellationToken);
}

/// <summary>A line that a replica wrote.</summary>
public sealed record LogLine
{
    public required DateTimeOffset At { get; init; }

    /// <summary>The replica's name.</summary>
    public required string Replica { get; init; }

    public required string Text { get; init; }
}
