using System.Text.Json.Serialization;

namespace Slipway.Benchmarks.Reports;

/// <summary>One report of <c>slipway bench --json</c>, as far as ours need it. Latencies are in microseconds.</summary>
/// <param name="Label">Names the cell: what is measured, then model, protocol and server, with blanks between them.</param>
/// <param name="Settings">How it was asked.</param>
/// <param name="Points">One for each concurrency or rate.</param>
internal sealed record BenchRun(string Label, RunSettings Settings, IReadOnlyList<RunPoint> Points);

internal sealed record RunSettings(int? DeadlineMs);

internal sealed record RunPoint(
    int? Concurrency,
    double? Rate,
    double Seconds,
    RunOutcome Answered,
    RunOutcome Refused,
    RunOutcome Failed,
    long Unsent,
    RunLatency? SendLag,
    RunLatency? RefusalTime,
    RunServer? Server,
    double ClientCpuSeconds,
    IReadOnlyList<RunInterval> Intervals
);

internal sealed record RunOutcome(long Count, double PerSecond, RunLatency Latency);

internal sealed record RunLatency(double P50Us, double P99Us, double MaxUs);

internal sealed record RunServer(
    double CpuSeconds,
    double? AnsweredPerCpuSecond,
    long ResidentBytesBefore,
    long ResidentBytesAfter,
    long ResidentBytesMost
);

/// <summary>A part of the window that ends <c>At</c> seconds from its beginning.</summary>
internal sealed record RunInterval(double At, double Seconds, long Answered, double P50Us, double P99Us);

/// <summary>A line of <c>allocated.jsonl</c>: managed bytes that the server of a cell allocated while it ran.</summary>
internal sealed record Allocated(string Label, long Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BenchRun))]
[JsonSerializable(typeof(Allocated))]
internal sealed partial class BenchRunContext : JsonSerializerContext;
