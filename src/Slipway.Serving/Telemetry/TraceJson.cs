using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Slipway.Serving.Telemetry;

/// <summary>Writes traces as Triton does: of each its names, then its timestamps, as members of one array.</summary>
internal static class TraceJson
{
    /// <summary>Appends one trace, without the brackets of the array and the comma before.</summary>
    public static void Write(IBufferWriter<byte> output, long id, TraceRecord trace)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteString("model_name", trace.Model);
        json.WriteNumber("model_version", Version(trace.Version));
        if (!string.IsNullOrEmpty(trace.RequestId))
            json.WriteString("request_id", trace.RequestId);
        json.WriteEndObject();

        json.WriteStartObject();
        json.WriteNumber("id", id);
        json.WriteStartArray("timestamps");
        Timestamp(json, "REQUEST_START", trace.Started);
        if (trace.Queued > 0)
            Timestamp(json, "QUEUE_START", trace.Queued);
        if (trace.Timings is { } timings)
        {
            var at = trace.Queued + timings.Queue;
            Timestamp(json, "COMPUTE_START", at);
            Timestamp(json, "COMPUTE_INPUT_END", at += timings.ComputeInput);
            Timestamp(json, "COMPUTE_OUTPUT_START", at += timings.ComputeInfer);
            Timestamp(json, "COMPUTE_END", at + timings.ComputeOutput);
            Timestamp(json, "INFER_RESPONSE_COMPLETE", trace.Ended);
        }

        Timestamp(json, "REQUEST_END", trace.Ended);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Timestamp(Utf8JsonWriter json, string name, long ticks)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteNumber("ns", (long)((decimal)ticks * 1_000_000_000 / Stopwatch.Frequency));
        json.WriteEndObject();
    }

    // Triton's word for the version that nobody named.
    private static long Version(string? version) =>
        long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
