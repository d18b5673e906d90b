using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.Telemetry;

/// <summary>
/// Triton's metrics of inference under their own names, read from the same books as its statistics. Counters begin
/// anew when a version is loaded anew.
/// </summary>
internal static class TritonMetrics
{
    private static readonly Metric[] Counters =
    [
        new("nv_inference_request_success", "Requests answered.", reading => reading.Success.Count),
        new("nv_inference_count", "Inferences of the answered requests: rows of a batch.", r => r.Inferences),
        new("nv_inference_exec_count", "Executions of the model.", reading => reading.Executions),
        new("nv_inference_request_duration_us", "Microseconds over all requests answered.", r => Us(r.Success)),
        new("nv_inference_queue_duration_us", "Microseconds of waiting in the queue.", r => Us(r.Queue)),
        new("nv_inference_compute_input_duration_us", "Microseconds of preparing inputs.", r => Us(r.ComputeInput)),
        new("nv_inference_compute_infer_duration_us", "Microseconds in the engine.", r => Us(r.ComputeInfer)),
        new(
            "nv_inference_compute_output_duration_us",
            "Microseconds of taking over outputs.",
            r => Us(r.ComputeOutput)
        ),
    ];

    private static readonly (FailureReason Reason, string Label)[] Reasons =
    [
        (FailureReason.Rejected, "REJECTED"),
        (FailureReason.Canceled, "CANCELED"),
        (FailureReason.Backend, "BACKEND"),
        (FailureReason.Other, "OTHER"),
    ];

    public static void Write(ExpositionWriter writer, IReadOnlyList<ModelStatus> versions)
    {
        // Of what never was loaded there is nothing to tell.
        var rows = versions
            .Where(status => status.Signature is not null)
            .Select(status => new Row(
                status.Name,
                status.Version.ToString(null, null),
                status,
                status.Statistics.Read()
            ))
            .ToList();
        if (rows.Count == 0)
            return;
        foreach (var metric in Counters)
        {
            writer.Counter(metric.Name, metric.Help);
            foreach (var row in rows)
            {
                writer.Sample(metric.Name, metric.Value(row.Reading), ("model", row.Model), ("version", row.Version));
            }
        }

        const string failures = "nv_inference_request_failure";
        writer.Counter(failures, "Requests that reached the version and failed, by reason.");
        foreach (var row in rows)
        {
            foreach (var (reason, label) in Reasons)
            {
                var count = row.Reading.Failures[(int)reason];
                writer.Sample(failures, count, ("model", row.Model), ("version", row.Version), ("reason", label));
            }
        }

        const string pending = "nv_inference_pending_request_count";
        writer.Gauge(pending, "Requests waiting for a place to compute.");
        foreach (var row in rows)
        {
            writer.Sample(pending, row.Status.Pending, ("model", row.Model), ("version", row.Version));
        }
    }

    private static double Us(CountedTime time) => Math.Floor(time.Total.TotalMicroseconds);

    private sealed record Metric(string Name, string Help, Func<StatisticsReading, double> Value);

    private sealed record Row(string Model, string Version, ModelStatus Status, StatisticsReading Reading);
}
