using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Benchmarks.Runtimes;

/// <summary>What <c>engine</c> prints. CPU seconds are user and system time of the whole process.</summary>
internal sealed record EngineReport(
    string Model,
    int Batch,
    int Threads,
    long Rows,
    double Seconds,
    double CpuSeconds,
    double RowsPerSecond,
    double RowsPerCpuSecond
)
{
    public string ToJson() => JsonSerializer.Serialize(this, EngineReportContext.Default.EngineReport);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EngineReport))]
internal sealed partial class EngineReportContext : JsonSerializerContext;
