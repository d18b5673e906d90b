using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Rollouts;

/// <summary>All of a release that must survive a restart of who runs it. Made and changed by <see cref="RolloutPolicy"/> alone.</summary>
public sealed record RolloutState
{
    /// <summary>The revision that had the traffic before; null for a service's first.</summary>
    public int? Stable { get; init; }

    public required int Candidate { get; init; }

    public required RolloutStrategy Strategy { get; init; }

    public required RolloutPhase Phase { get; init; }

    /// <summary>Where it goes on when it is resumed; null where it is not paused.</summary>
    public RolloutPhase? PausedFrom { get; init; }

    /// <summary>From 0 on; counts the stages of the strategy, see <see cref="RolloutPolicy.Status"/> for people.</summary>
    public int Step { get; init; }

    public required DateTimeOffset Began { get; init; }

    /// <summary>When the present step, or the golden requests, began; since the resumption where it was paused.</summary>
    public required DateTimeOffset StepBegan { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>What had been counted when the present step began.</summary>
    public RolloutCounts StepStart { get; set; } = new();

    /// <summary>The last <see cref="RolloutObservation.Ends"/>, and when it rose.</summary>
    public int Ends { get; init; }

    /// <inheritdoc cref="Ends"/>
    public DateTimeOffset? LastEnd { get; init; }

    /// <summary>The candidate has answered so much that its latencies count.</summary>
    public bool Warm { get; init; }

    /// <summary>The last readings.</summary>
    public IReadOnlyList<GateReading> Gates { get; set; } = [];

    /// <summary>Why it stands where it stands, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>A person's order that waits for the candidate to be ready: to promote.</summary>
    public RolloutOrder? Order { get; init; }
}
