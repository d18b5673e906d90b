namespace Slipway.Deployment.Scaling;

/// <summary>What is seen of a service's demand at one moment.</summary>
public sealed record ScalingObservation
{
    /// <summary>
    /// Requests in flight or waiting, on the average since the last observation: the difference of
    /// <see cref="Traffic.ServiceTraffic.ConcurrencySeconds"/> divided by the time between. NaN where nothing is known of that
    /// time, as when the gateway was started anew.
    /// </summary>
    public required double Concurrency { get; init; }

    /// <summary>The time that <see cref="Concurrency"/> is the average of.</summary>
    public required TimeSpan Over { get; init; }

    /// <summary>At this moment: requests that wait for a replica.</summary>
    public int Held { get; init; }

    /// <summary>At this moment: requests that are being answered.</summary>
    public int InFlight { get; init; }

    /// <summary>Replicas that answer.</summary>
    public required int Ready { get; init; }

    /// <summary>A release's candidate has not shown yet that it starts and answers its golden requests.</summary>
    public bool HasNewcomer { get; init; }
}
