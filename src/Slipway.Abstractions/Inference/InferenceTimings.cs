namespace Slipway.Inference;

/// <summary>
/// Where a servable spent its time, as <see cref="System.Diagnostics.Stopwatch"/> ticks: preparing inputs, computing,
/// and taking outputs over. The three of Triton's statistics.
/// </summary>
public readonly record struct InferenceTimings(long ComputeInput, long ComputeInfer, long ComputeOutput);
