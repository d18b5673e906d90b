using Slipway.Protocols.OpenInference.Grpc.Proto;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>The statistics of <see cref="ModelStatisticsBody"/> as gRPC's messages.</summary>
internal static class GrpcStatistics
{
    public static ModelStatisticsResponse From(ModelStatisticsBody body)
    {
        var response = new ModelStatisticsResponse();
        response.ModelStats.AddRange(body.ModelStats.Select(From));
        return response;
    }

    private static ModelStatistics From(VersionStatisticsBody version)
    {
        var stats = version.InferenceStats;
        var message = new ModelStatistics
        {
            Name = version.Name,
            Version = version.Version,
            LastInference = (ulong)version.LastInference,
            InferenceCount = (ulong)version.InferenceCount,
            ExecutionCount = (ulong)version.ExecutionCount,
            InferenceStats = new InferStatistics
            {
                Success = From(stats.Success),
                Fail = From(stats.Fail),
                Queue = From(stats.Queue),
                ComputeInput = From(stats.ComputeInput),
                ComputeInfer = From(stats.ComputeInfer),
                ComputeOutput = From(stats.ComputeOutput),
                CacheHit = From(stats.CacheHit),
                CacheMiss = From(stats.CacheMiss),
            },
        };
        message.BatchStats.AddRange(
            version.BatchStats.Select(batch => new InferBatchStatistics
            {
                BatchSize = (ulong)batch.BatchSize,
                ComputeInput = From(batch.ComputeInput),
                ComputeInfer = From(batch.ComputeInfer),
                ComputeOutput = From(batch.ComputeOutput),
            })
        );
        return message;
    }

    private static StatisticDuration From(DurationBody duration) =>
        new() { Count = (ulong)duration.Count, Ns = (ulong)duration.Ns };
}
