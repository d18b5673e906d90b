using System.Text.Json.Serialization;

namespace Slipway.Cli.Bench.Reports;

/// <summary>One concurrency, or one rate.</summary>
internal sealed record BenchPoint
{
    /// <summary>Requests in flight at all times; null in an open loop.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Requests a second that were to be sent; null in a closed loop.</summary>
    public double? Rate { get; init; }

    /// <summary>The most requests in flight.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>TCP connections, at most.</summary>
    public required int Connections { get; init; }

    /// <summary>The length of the window.</summary>
    public required double Seconds { get; init; }

    public required OutcomeReport Answered { get; init; }

    public required OutcomeReport Refused { get; init; }

    public required OutcomeReport Failed { get; init; }

    /// <summary>Requests of an open loop that found no free slot when they were due.</summary>
    public long Unsent { get; init; }

    /// <summary>How late requests were sent; null in a closed loop.</summary>
    public LatencyReport? SendLag { get; init; }

    /// <summary>How long refusals took from when they were sent, without the lag; null in a closed loop.</summary>
    public LatencyReport? RefusalTime { get; init; }

    /// <summary>Refusals and failures by what they were.</summary>
    public required IReadOnlyList<CauseReport> Causes { get; init; }

    /// <summary>What the server took; null where no process was named, or it ended.</summary>
    public ServerUsage? Server { get; init; }

    /// <summary>CPU time of this process in the window.</summary>
    public required double ClientCpuSeconds { get; init; }

    public required IReadOnlyList<IntervalReport> Intervals { get; init; }

    [JsonIgnore]
    public string Load => Rate is { } rate ? Numbers.PerSecond(rate) : $"{Concurrency} in flight";

    /// <summary>How much of its processors this process used in the window, 0 to 1.</summary>
    public double ClientUse(int processors) => Seconds > 0 ? ClientCpuSeconds / Seconds / processors : 0;
}

/// <summary>Requests that ended one way.</summary>
internal sealed record OutcomeReport(long Count, double PerSecond, LatencyReport Latency);

/// <summary>Latencies in microseconds; all 0 where there were none.</summary>
internal sealed record LatencyReport
{
    public double MeanUs { get; init; }

    public double P50Us { get; init; }

    public double P90Us { get; init; }

    public double P95Us { get; init; }

    public double P99Us { get; init; }

    // The naming policy makes nothing good of the digits.
    [JsonPropertyName("p99_9_us")]
    public double P999Us { get; init; }

    public double MaxUs { get; init; }

    /// <summary>
    /// The whole distribution: pairs of an upper bound in microseconds and how many were at most that and above the one
    /// before.
    /// </summary>
    public IReadOnlyList<double[]> Histogram { get; init; } = [];
}

/// <summary>One cause of refusals or failures.</summary>
/// <param name="Kind"><c>refused</c> or <c>failed</c>.</param>
/// <param name="Cause">A status, or what happened to the connection.</param>
/// <param name="Count">How often.</param>
/// <param name="Message">What the server said the first time; null where nothing.</param>
internal sealed record CauseReport(string Kind, string Cause, long Count, string? Message);

/// <summary>What the server's processes took in the window.</summary>
internal sealed record ServerUsage(
    double CpuSeconds,
    double? AnsweredPerCpuSecond,
    long ResidentBytesBefore,
    long ResidentBytesAfter,
    long ResidentBytesMost,
    long ResidentBytesPeakEver
);

/// <summary>
/// A part of the window: <c>At</c> is its end in seconds from the window's beginning, <c>Seconds</c> its length. Requests
/// count where they end; the latencies are those of the answered ones.
/// </summary>
internal sealed record IntervalReport(
    double At,
    double Seconds,
    long Answered,
    long Refused,
    long Failed,
    long Unsent,
    double P50Us,
    double P99Us,
    long? ResidentBytes
)
{
    [JsonIgnore]
    public double AnsweredPerSecond => Seconds > 0 ? Answered / Seconds : 0;

    [JsonIgnore]
    public double RefusedPerSecond => Seconds > 0 ? Refused / Seconds : 0;
}
