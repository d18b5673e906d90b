namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>What a batch of examples accepts before it refuses. Immutable.</summary>
public sealed record ExampleLimits
{
    public static ExampleLimits Default { get; } = new();

    /// <summary>Different feature names in one batch. Default 1024.</summary>
    public int MaxFeatures { get; init; } = 1024;

    /// <summary>
    /// Bytes that a shared context may become when it is written out for every example: a small body must not turn into
    /// a large tensor. Default 64 MiB.
    /// </summary>
    public long MaxContextBytes { get; init; } = 64L << 20;
}
