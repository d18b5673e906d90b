namespace Slipway.Cli.Bench.Reports;

/// <summary>Sentences that several reports have.</summary>
internal static class ReportText
{
    /// <summary>One sentence on what was sent and how.</summary>
    public static string Describe(BenchReport report)
    {
        var settings = report.Settings;
        var loop = settings.Arrivals is { } arrivals ? $"open loop, {arrivals} arrivals" : "closed loop";
        var deadline = settings.DeadlineMs is { } limit ? $", deadline {limit} ms" : "";
        return $"{report.Target.Url} ({report.Target.Protocol}), {Numbers.Bytes(report.Target.RequestBytes)} there, "
            + $"{Numbers.Bytes(report.Target.AnswerBytes)} back; {loop}, {Numbers.Seconds(settings.WarmupSeconds)} to warm "
            + $"up, {Numbers.Seconds(settings.DurationSeconds)} measured{deadline}";
    }

    public static string Describe(ServerUsage server, BenchPoint point)
    {
        var perSecond = server.AnsweredPerCpuSecond is { } rate
            ? $"{Numbers.Rate(rate)} answers per CPU second"
            : "no CPU time to speak of";
        return $"the server gave {perSecond} ({Numbers.Seconds(server.CpuSeconds)} of CPU in "
            + $"{Numbers.Seconds(point.Seconds)}); resident {Numbers.Megabytes(server.ResidentBytesBefore)} before, "
            + $"{Numbers.Megabytes(server.ResidentBytesAfter)} after, {Numbers.Megabytes(server.ResidentBytesMost)} at "
            + $"most; {Numbers.Megabytes(server.ResidentBytesPeakEver)} is its peak ever";
    }
}
