namespace Slipway.Deployment.Rollouts;

/// <summary>What is to be done about a release now.</summary>
public sealed record RolloutDecision
{
    /// <summary>To be kept before anything else is done.</summary>
    public required RolloutState State { get; init; }

    /// <summary>The candidate's part of the traffic, from 0 to 1; the rest is the stable revision's.</summary>
    public required double Weight { get; init; }

    /// <summary>The part of the stable revision's requests that is copied to the candidate, from 0 to 1.</summary>
    public required double Mirror { get; init; }

    /// <summary>The golden requests are to be asked of the candidate, all of them, once since this became true.</summary>
    public required bool AskGolden { get; init; }

    /// <summary>The old revision's replicas must be there.</summary>
    public required bool RunStable { get; init; }

    /// <summary>The candidate's replicas must be there.</summary>
    public required bool RunCandidate { get; init; }

    /// <summary>For the history, in order.</summary>
    public required IReadOnlyList<RolloutEvent> Events { get; init; }
}

/// <summary>Something that happened to a release.</summary>
/// <param name="Kind">As in <see cref="Fleet.HistoryEntry.Kind"/>: <c>step</c>, <c>paused</c>, <c>resumed</c>, <c>promoted</c>, <c>rolled-back</c>, <c>waiting</c>.</param>
/// <param name="Message">In a sentence, with the reason and its figures.</param>
public sealed record RolloutEvent(string Kind, string Message);
