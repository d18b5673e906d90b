namespace Slipway.Inference;

/// <summary>
/// Where a request spent its time, as <see cref="System.Diagnostics.Stopwatch"/> ticks. A servable reports preparing
/// inputs, computing, and taking outputs over (the three of Triton's statistics); the scheduler adds the waiting.
/// </summary>
public readonly record struct InferenceTimings(long ComputeInput, long ComputeInfer, long ComputeOutput)
{
    /// <summary>Waiting for a place to compute.</summary>
    public long Queue { get; init; }
}
