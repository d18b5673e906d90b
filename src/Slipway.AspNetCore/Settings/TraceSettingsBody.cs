using System.Globalization;
using System.Text.Json.Serialization;
using Slipway.Serving.Telemetry;

namespace Slipway.AspNetCore.Settings;

/// <summary>Triton's "Trace Setting Response JSON Object": every value is text, the level a list of it.</summary>
internal sealed record TraceSettingsBody(
    IReadOnlyList<string> TraceLevel,
    string TraceRate,
    string TraceCount,
    string? LogFrequency,
    string? TraceFile,
    string TraceMode
)
{
    private const string Off = "OFF";

    /// <summary>What holds for a model, or for all that have nothing of their own where it is null.</summary>
    public static TraceSettingsBody Of(RequestTracer tracer, string? model)
    {
        var settings = tracer.Read(model);
        var toFile = tracer.Mode == Serving.Telemetry.TraceMode.File;
        return new TraceSettingsBody(
            [settings.Timestamps ? TraceSettings.TimestampsLevel : Off],
            settings.Rate.ToString(CultureInfo.InvariantCulture),
            settings.Count.ToString(CultureInfo.InvariantCulture),
            toFile ? settings.LogFrequency.ToString(CultureInfo.InvariantCulture) : null,
            toFile ? tracer.File : null,
            toFile ? "triton" : "opentelemetry"
        );
    }

    /// <summary>The same by name, as gRPC has it.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<string> Values)> From(RequestTracer tracer, string? model)
    {
        var body = Of(tracer, model);
        yield return ("trace_level", body.TraceLevel);
        yield return ("trace_rate", [body.TraceRate]);
        yield return ("trace_count", [body.TraceCount]);
        if (body.LogFrequency is { } frequency)
            yield return ("log_frequency", [frequency]);
        if (body.TraceFile is { } file)
            yield return ("trace_file", [file]);
        yield return ("trace_mode", [body.TraceMode]);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(TraceSettingsBody))]
internal sealed partial class TraceSettingsContext : JsonSerializerContext;
