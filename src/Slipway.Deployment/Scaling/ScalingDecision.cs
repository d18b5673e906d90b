namespace Slipway.Deployment.Scaling;

/// <summary>How many replicas there should be now.</summary>
public sealed record ScalingDecision
{
    /// <summary>To be kept.</summary>
    public required ScalingState State { get; init; }

    public required int Replicas { get; init; }

    /// <summary>Why that is another number than before, in a sentence; null where it is the same.</summary>
    public string? Reason { get; init; }
}
