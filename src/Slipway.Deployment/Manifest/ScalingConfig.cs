namespace Slipway.Deployment.Manifest;

/// <summary>
/// How many replicas there are, by the requests in flight, as Knative's pod autoscaler reckons: the average of a stable
/// window, and of a short one while demand leaps.
/// </summary>
public sealed record ScalingConfig
{
    /// <summary>Default 1; 0 lets the service sleep.</summary>
    public int Min { get; set; } = 1;

    /// <summary>Default 4.</summary>
    public int Max { get; set; } = 4;

    /// <summary>Requests in flight that one replica should have. Default 4.</summary>
    public double Target { get; set; } = 4;

    /// <summary>Default 60 seconds.</summary>
    public TimeSpan StableWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Default 6 seconds.</summary>
    public TimeSpan PanicWindow { get; set; } = TimeSpan.FromSeconds(6);

    /// <summary>How many times what the replicas are made for the panic window must show before it counts. Default 2.</summary>
    public double PanicThreshold { get; set; } = 2;

    /// <summary>How long after the last request the last replica ends, where <see cref="Min"/> is 0. Default 5 minutes.</summary>
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(5);
}
