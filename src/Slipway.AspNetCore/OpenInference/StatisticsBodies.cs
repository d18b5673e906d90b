using System.Text.Json.Serialization;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Triton's "Statistics Response JSON Object".</summary>
internal sealed record ModelStatisticsBody(IReadOnlyList<VersionStatisticsBody> ModelStats)
{
    public static ModelStatisticsBody From(IEnumerable<ModelStatus> versions) =>
        new([.. versions.Select(VersionStatisticsBody.From)]);
}

/// <summary>One version. Requests are not gathered into batches, so executions are as many as inferences.</summary>
internal sealed record VersionStatisticsBody(
    string Name,
    string Version,
    long LastInference,
    long InferenceCount,
    long ExecutionCount,
    InferStatisticsBody InferenceStats,
    IReadOnlyList<BatchStatisticsBody> BatchStats
)
{
    public static VersionStatisticsBody From(ModelStatus status)
    {
        var reading = status.Statistics.Read();
        var count = reading.Success.Count;
        return new VersionStatisticsBody(
            status.Name,
            status.Version.ToString(null, null),
            reading.LastInference.ToUnixTimeMilliseconds(),
            count,
            count,
            InferStatisticsBody.From(reading),
            count > 0 ? [BatchStatisticsBody.From(reading)] : []
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
    public static BatchStatisticsBody From(StatisticsReading reading) =>
        new(
            1,
            DurationBody.From(reading.ComputeInput),
            DurationBody.From(reading.ComputeInfer),
            DurationBody.From(reading.ComputeOutput)
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
