using System.Collections.Frozen;
using System.Text.Json.Serialization;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Triton's "Statistics Response JSON Object".</summary>
internal sealed record ModelStatisticsBody(IReadOnlyList<VersionStatisticsBody> ModelStats)
{
    public static ModelStatisticsBody From(IEnumerable<ModelStatus> versions) =>
        new([.. versions.Select(VersionStatisticsBody.From)]);
}

/// <summary>
/// One version. As from Triton, what is said of single responses and of memory is empty: responses are told apart only
/// where a model gives several to one request, and the engine does not tell what memory it took.
/// </summary>
internal sealed record VersionStatisticsBody(
    string Name,
    string Version,
    long LastInference,
    long InferenceCount,
    long ExecutionCount,
    InferStatisticsBody InferenceStats,
    IReadOnlyDictionary<string, DurationBody> ResponseStats,
    IReadOnlyList<BatchStatisticsBody> BatchStats,
    IReadOnlyList<string> MemoryUsage
)
{
    private static readonly IReadOnlyDictionary<string, DurationBody> NoResponses = FrozenDictionary<
        string,
        DurationBody
    >.Empty;

    public static VersionStatisticsBody From(ModelStatus status)
    {
        var reading = status.Statistics.Read();
        return new VersionStatisticsBody(
            status.Name,
            status.Version.ToString(null, null),
            reading.LastInference.ToUnixTimeMilliseconds(),
            reading.Inferences,
            reading.Executions,
            InferStatisticsBody.From(reading),
            NoResponses,
            [.. reading.Batches.Select(BatchStatisticsBody.From)],
            []
        );
    }
}

internal sealed record InferStatisticsBody(
    DurationBody Success,
    DurationBody Fail,
    DurationBody Queue,
    DurationBody ComputeInput,
    DurationBody ComputeInfer,
    DurationBody ComputeOutput,
    DurationBody CacheHit,
    DurationBody CacheMiss
)
{
    public static InferStatisticsBody From(StatisticsReading reading) =>
        new(
            DurationBody.From(reading.Success),
            DurationBody.From(reading.Failure),
            DurationBody.From(reading.Queue),
            DurationBody.From(reading.ComputeInput),
            DurationBody.From(reading.ComputeInfer),
            DurationBody.From(reading.ComputeOutput),
            default,
            default
        );
}

internal sealed record BatchStatisticsBody(
    long BatchSize,
    DurationBody ComputeInput,
    DurationBody ComputeInfer,
    DurationBody ComputeOutput
)
{
    public static BatchStatisticsBody From(BatchReading batch) =>
        new(
            batch.Size,
            DurationBody.From(batch.ComputeInput),
            DurationBody.From(batch.ComputeInfer),
            DurationBody.From(batch.ComputeOutput)
        );
}

/// <summary>How often, and nanoseconds over all of them.</summary>
internal readonly record struct DurationBody(long Count, long Ns)
{
    public static DurationBody From(CountedTime time) => new(time.Count, (long)time.Total.TotalNanoseconds);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelStatisticsBody))]
internal sealed partial class StatisticsContext : JsonSerializerContext;
