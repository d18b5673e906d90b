namespace Slipway.Serving.Lifecycle;

/// <summary>How often something happened, and the time over all of it.</summary>
public readonly record struct CountedTime(long Count, TimeSpan Total);

/// <summary>What was computed in batches of one size.</summary>
/// <param name="Size">Rows in each.</param>
/// <param name="ComputeInput">Preparing the inputs for the engine.</param>
/// <param name="ComputeInfer">In the engine.</param>
/// <param name="ComputeOutput">Taking the outputs over.</param>
public sealed record BatchReading(
    long Size,
    CountedTime ComputeInput,
    CountedTime ComputeInfer,
    CountedTime ComputeOutput
);

/// <summary>What <see cref="VersionStatistics"/> held at one moment.</summary>
/// <param name="LastInference">When the last answer was computed; the Unix epoch where there was none.</param>
/// <param name="Success">Requests answered, from the decoded request to the computed answer.</param>
/// <param name="Failure">Requests that reached the version and failed.</param>
/// <param name="Queue">Of the answered ones: waiting for a place to compute.</param>
/// <param name="ComputeInput">Preparing the inputs for the engine.</param>
/// <param name="ComputeInfer">In the engine.</param>
/// <param name="ComputeOutput">Taking the outputs over.</param>
public sealed record StatisticsReading(
    DateTimeOffset LastInference,
    CountedTime Success,
    CountedTime Failure,
    CountedTime Queue,
    CountedTime ComputeInput,
    CountedTime ComputeInfer,
    CountedTime ComputeOutput
)
{
    /// <summary>Rows of the answered requests; as many as requests where the model has no batches.</summary>
    public long Inferences { get; init; }

    /// <summary>How often the engine computed.</summary>
    public long Executions { get; init; }

    /// <summary>By size, smallest first.</summary>
    public IReadOnlyList<BatchReading> Batches { get; init; } = [];

    /// <summary>Failed requests, by <see cref="FailureReason"/>.</summary>
    public IReadOnlyList<long> Failures { get; init; } = [];
}
