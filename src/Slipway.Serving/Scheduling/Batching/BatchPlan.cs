using System.Diagnostics;
using Slipway.Models;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>How the requests of a version are batched, once it is proved that they can be.</summary>
/// <param name="MaxRows">Rows in one batch at most.</param>
/// <param name="IsAdaptive">Whether measured times decide how many of them.</param>
/// <param name="Delay">
/// Ticks of Stopwatch that the first request may wait for others while a place is free; null where measured times decide.
/// </param>
/// <param name="PreferredRows">In rising order; empty where all numbers are alike.</param>
/// <param name="Padding">Inputs that are filled up to the longest of their batch.</param>
internal sealed record BatchPlan(
    int MaxRows,
    bool IsAdaptive,
    long? Delay,
    IReadOnlyList<int> PreferredRows,
    IReadOnlyDictionary<string, PaddingConfig> Padding
)
{
    /// <summary>Rows in one batch where nothing is said.</summary>
    public const int DefaultMaxRows = 64;

    /// <summary>Dimensions of outputs that follow the length of a filled-up input; cut back where they come out longer.</summary>
    public IReadOnlyDictionary<string, PaddedOutput> Cuts { get; init; } = new Dictionary<string, PaddedOutput>();

    /// <summary>
    /// The plan for a model whose author says that its rows are independent: with nothing measured at load, what waits is
    /// taken together, and nothing is waited for that was not told to be.
    /// </summary>
    public BatchPlan AsDeclared() => this with { IsAdaptive = false, Delay = Delay ?? 0 };

    public static BatchPlan Of(ModelPackage package)
    {
        var batching = package.Config.Scheduling.Batching;
        var most = batching.MaxBatchSize ?? package.Config.MaxBatchSize ?? DefaultMaxRows;
        if (package.Config.MaxBatchSize is > 0 and var declared)
            most = Math.Min(most, declared);
        return new BatchPlan(
            most,
            batching.Mode == BatchingMode.Auto,
            DelayOf(batching),
            [.. batching.PreferredSizes.Where(size => size <= most).Order()],
            batching.Padding
        );
    }

    private static long? DelayOf(BatchingConfig batching) =>
        batching.MaxDelayMs is { } milliseconds ? (long)(milliseconds * Stopwatch.Frequency / 1000)
        : batching.Mode == BatchingMode.On ? 0
        : null;
}

/// <summary>A dimension of an output that is as long as a dimension of an input.</summary>
/// <param name="Axis">Of the output.</param>
/// <param name="Input">The input that is filled up.</param>
/// <param name="InputAxis">Its dimension.</param>
internal sealed record PaddedOutput(int Axis, string Input, int InputAxis);
