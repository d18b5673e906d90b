using System.Text.Json.Serialization;
using Slipway.Gateway.Pipelines.Statistics;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>Open Inference Protocol V2, "Model Metadata Response JSON Object".</summary>
internal sealed record MetadataBody(
    string Name,
    IReadOnlyList<string> Versions,
    string Platform,
    IReadOnlyList<TensorBody> Inputs,
    IReadOnlyList<TensorBody> Outputs
);

internal sealed record TensorBody(string Name, string Datatype, IReadOnlyList<long> Shape);

/// <summary>KServe V1, "Model Ready".</summary>
internal sealed record StatusBody(string Name, bool Ready);

/// <summary>Triton's "Statistics Response JSON Object", as far as it means something for a pipeline.</summary>
internal sealed record StatisticsBody(IReadOnlyList<VersionStatisticsBody> ModelStats)
{
    public static StatisticsBody Of(string pipeline, PipelineCounters counters)
    {
        var (requests, failures) = (counters.Requests, counters.Failures);
        return new StatisticsBody([
            new VersionStatisticsBody(
                pipeline,
                TensorRequests.Version,
                requests,
                requests,
                new InferenceStatisticsBody(
                    new DurationBody(Math.Max(0, requests - failures), (long)counters.Total.TotalNanoseconds),
                    new DurationBody(failures, 0)
                )
            ),
        ]);
    }
}

internal sealed record VersionStatisticsBody(
    string Name,
    string Version,
    long InferenceCount,
    long ExecutionCount,
    InferenceStatisticsBody InferenceStats
);

internal sealed record InferenceStatisticsBody(DurationBody Success, DurationBody Fail);

/// <summary>How often, and nanoseconds over all of them.</summary>
internal sealed record DurationBody(long Count, long Ns);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MetadataBody))]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(StatisticsBody))]
internal sealed partial class PipelineBodyContext : JsonSerializerContext;
