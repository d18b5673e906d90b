namespace Slipway.Deployment.Scaling;

/// <summary>
/// What the policy must remember between two observations; it has a bound of a few kilobytes. Made and changed by
/// <see cref="ScalingPolicy"/> alone.
/// </summary>
public sealed record ScalingState
{
    /// <summary>Replicas that should be there.</summary>
    public required int Desired { get; init; }

    /// <summary>When there was a request the last time; at first, when the service began.</summary>
    public required DateTimeOffset LastActive { get; init; }

    /// <summary>When the panic window last showed too much; null where there is no panic.</summary>
    public DateTimeOffset? Panicked { get; init; }

    /// <summary>When replicas were last taken away; null where never.</summary>
    public DateTimeOffset? Lowered { get; init; }

    /// <summary>What was seen in the stable window, the oldest first.</summary>
    public IReadOnlyList<DemandSample> Samples { get; set; } = [];
}

/// <summary>Demand over a short time.</summary>
/// <param name="Until">When it ended.</param>
/// <param name="Seconds">How much of it was observed.</param>
/// <param name="Concurrency">Requests in flight or waiting, on the average.</param>
public sealed record DemandSample(DateTimeOffset Until, double Seconds, double Concurrency);
