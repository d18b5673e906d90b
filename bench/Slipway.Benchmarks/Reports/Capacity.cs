namespace Slipway.Benchmarks.Reports;

/// <summary>
/// What a server can do, from closed loops of rising concurrency without deadlines: the most answers in a second, and the
/// p99 at 8 in flight, which is the load of the matrix.
/// </summary>
internal sealed record Capacity(double PerSecond, int Concurrency, double P99Us)
{
    private const int Usual = 8;

    public static Capacity Of(BenchRun run)
    {
        var best = run.Points.MaxBy(point => point.Answered.PerSecond)!;
        var usual = run.Points.FirstOrDefault(point => point.Concurrency == Usual) ?? best;
        return new Capacity(best.Answered.PerSecond, best.Concurrency ?? 0, usual.Answered.Latency.P99Us);
    }
}
