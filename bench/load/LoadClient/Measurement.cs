using System.Text.Json.Serialization;

namespace Slipway.Benchmarks.LoadClient;

/// <summary>
/// One cell of the report; one line of the results file. The same names are printed by <c>post.lua</c> for wrk.
/// </summary>
/// <param name="Case">What was asked, for example <c>tiny REST</c>.</param>
/// <param name="Server"><c>slipway</c> or <c>baseline</c>.</param>
/// <param name="Requests">Answers within the window, failures not counted.</param>
/// <param name="Errors">Failures, and answers of another length than expected.</param>
/// <param name="Seconds">Length of the window.</param>
/// <param name="P50">Latency in microseconds, as are the next two.</param>
/// <param name="P90">See <paramref name="P50"/>.</param>
/// <param name="P99">See <paramref name="P50"/>.</param>
/// <param name="CpuSeconds">CPU time of the server in the window, user and system; null where not observed.</param>
/// <param name="AllocatedBytes">Managed memory that the server allocated in the window; null where not observed.</param>
internal sealed record Measurement(
    string Case,
    string Server,
    long Requests,
    long Errors,
    double Seconds,
    double P50,
    double P90,
    double P99,
    double? CpuSeconds,
    long? AllocatedBytes
)
{
    [JsonIgnore]
    public double PerSecond => Requests / Seconds;

    [JsonIgnore]
    public double? PerCpuSecond => CpuSeconds is > 0 ? Requests / CpuSeconds : null;

    [JsonIgnore]
    public double? AllocatedPerRequest => Requests > 0 ? (double?)AllocatedBytes / Requests : null;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Measurement))]
internal sealed partial class MeasurementJson : JsonSerializerContext;
