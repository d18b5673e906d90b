namespace Slipway.Inference;

/// <summary>
/// Where a request spent its time, as <see cref="System.Diagnostics.Stopwatch"/> ticks. A servable reports preparing
/// inputs, computing, and taking outputs over (the three of Triton's statistics); the scheduler adds the waiting.
/// </summary>
public readonly record struct InferenceTimings(long ComputeInput, long ComputeInfer, long ComputeOutput)
{
    /// <summary>Waiting for a place to compute.</summary>
    public long Queue { get; init; }

    /// <summary>
    /// Of a request that was computed together with others: the rows of all of them, told of the first only;
    /// <see cref="Follows"/> of the others. 0 where it was computed by itself.
    /// </summary>
    public int BatchRows { get; init; }

    /// <summary>Both together: of responses to the same request.</summary>
    public InferenceTimings And(in InferenceTimings other) =>
        new(ComputeInput + other.ComputeInput, ComputeInfer + other.ComputeInfer, ComputeOutput + other.ComputeOutput)
        {
            Queue = Queue + other.Queue,
            BatchRows = BatchRows == 0 ? other.BatchRows : BatchRows,
        };

    /// <summary>The <see cref="BatchRows"/> of a request whose execution another request counts.</summary>
    public const int Follows = -1;
}
