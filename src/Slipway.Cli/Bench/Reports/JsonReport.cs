using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Cli.Output;

namespace Slipway.Cli.Bench.Reports;

/// <summary>The whole report for programs.</summary>
internal static class JsonReport
{
    private static readonly ReportContracts Contracts = new(
        new JsonSerializerOptions(ReportContracts.Default.Options) { Encoder = ReadableJson.Encoder }
    );

    public static string Write(BenchReport report) => JsonSerializer.Serialize(report, Contracts.BenchReport) + "\n";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class ReportContracts : JsonSerializerContext;
