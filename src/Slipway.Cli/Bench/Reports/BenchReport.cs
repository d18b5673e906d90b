namespace Slipway.Cli.Bench.Reports;

/// <summary>Everything that a run measured and how: what <c>--json</c> writes, and what the other reports are made of.</summary>
internal sealed record BenchReport
{
    /// <summary>The form of this report; a change that readers would trip over raises it.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>What the user calls this run; null where they do not.</summary>
    public string? Label { get; init; }

    public required string ToolVersion { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required ReportTarget Target { get; init; }

    public required ReportSettings Settings { get; init; }

    public required ReportMachine Machine { get; init; }

    /// <summary>True where the run was ended early; the last point is then shorter than asked for.</summary>
    public bool Interrupted { get; init; }

    public required IReadOnlyList<BenchPoint> Points { get; init; }
}

/// <summary>What was asked.</summary>
/// <param name="Url">The whole address of a request.</param>
/// <param name="Protocol"><c>rest</c>, <c>rest-binary</c> or <c>grpc</c>.</param>
/// <param name="RequestBytes">The length of a body; for gRPC of a message.</param>
/// <param name="AnswerBytes">The same of the first answer.</param>
internal sealed record ReportTarget(string Url, string Protocol, long RequestBytes, long AnswerBytes);

/// <summary>How it was asked.</summary>
/// <param name="Arrivals"><c>poisson</c> or <c>constant</c>; null in a closed loop.</param>
/// <param name="Seed">That of the arrivals and of random values.</param>
/// <param name="WarmupSeconds">Load before each window.</param>
/// <param name="DurationSeconds">The length of a window.</param>
/// <param name="TimeoutSeconds">After which a request counts as failed.</param>
/// <param name="DeadlineMs">The deadline that each request carries; null for none.</param>
internal sealed record ReportSettings(
    string? Arrivals,
    int Seed,
    double WarmupSeconds,
    double DurationSeconds,
    double TimeoutSeconds,
    int? DeadlineMs
);

/// <summary>Where the load came from; the processors are those that this process may use.</summary>
internal sealed record ReportMachine(int Processors, string Os, string Runtime);
