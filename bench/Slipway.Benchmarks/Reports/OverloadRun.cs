namespace Slipway.Benchmarks.Reports;

/// <summary>One overload: half of the capacity, several times it, and half of it again.</summary>
internal sealed record OverloadRun(string Model, string Protocol, Capacity Capacity, BenchRun Run)
{
    public string What => $"{Model}, {Names.Of(Protocol)}";

    public RunPoint Before => Run.Points[0];

    public RunPoint Overload => Run.Points[1];

    public RunPoint After => Run.Points[2];

    public int? DeadlineMs => Run.Settings.DeadlineMs;

    /// <summary>Of the refusals, from when they were sent: the generator's lag is not the server's.</summary>
    public RunLatency RefusalTime => Overload.RefusalTime ?? Overload.Refused.Latency;

    /// <summary>Whether computing is nearly all of a request's work.</summary>
    public bool IsCheapToRefuse => Model is not ("tiny" or "mlp");
}
