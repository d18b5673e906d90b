using Slipway.Benchmarks.Reports;
using Slipway.Benchmarks.Runtimes;

namespace Slipway.Benchmarks.Tests.Reports;

/// <summary>Made-up results.</summary>
internal static class SampleRuns
{
    public static Results Results(params BenchRun[] runs) => new("A machine.", runs, [Engine("encoder", 1, 100)], []);

    /// <summary>A run whose server took the whole window, so that both rates are the same.</summary>
    public static BenchRun Run(string label, double perSecond, double p50 = 100, long errors = 0) =>
        new(label, new RunSettings(null), [Point(perSecond, p50, errors)]);

    public static RunPoint Point(
        double perSecond,
        double p50 = 100,
        long errors = 0,
        int? concurrency = 8,
        IReadOnlyList<RunInterval>? intervals = null
    ) =>
        new(
            concurrency,
            Rate: null,
            Seconds: 10,
            Outcome((long)(perSecond * 10), p50),
            Outcome(0, 0),
            Outcome(errors, p50),
            Unsent: 0,
            SendLag: null,
            RefusalTime: null,
            new RunServer(10, perSecond, 50_000_000, 60_000_000, 70_000_000),
            ClientCpuSeconds: 1,
            intervals ?? []
        );

    /// <summary>One half second after another, all with the same p99.</summary>
    public static IReadOnlyList<RunInterval> HalfSeconds(double p99, params double[] p50) =>
        [.. p50.Select((median, i) => new RunInterval((i + 1) * 0.5, 0.5, 10, median, p99))];

    public static EngineReport Engine(string model, int batch, double rate) =>
        new(model, batch, 1, (long)rate * 10, 10, 10, rate, rate);

    private static RunOutcome Outcome(long count, double p50) =>
        new(count, count / 10.0, new RunLatency(p50, p50 * 2, p50 * 3));
}
