using Slipway.Deployment.Traffic;

namespace Slipway.Simulation;

/// <summary>Where latencies come from: the buckets of many that were drawn once.</summary>
internal sealed class Latencies
{
    private const int Drawn = 1 << 16;
    private readonly int[] _buckets;

    private Latencies(IEnumerable<double> seconds)
    {
        _buckets = [.. seconds.Select(latency => LatencyCounts.BucketOf(TimeSpan.FromSeconds(latency)))];
    }

    /// <summary>
    /// Log-normal around 20 ms with a deviation of 0.5, so that one in twenty takes over 47 ms; and one in fifty takes longer
    /// by a factor of Pareto's distribution with exponent 1.5, up to 30.
    /// </summary>
    public static Latencies Usual { get; } = Of((latency, _) => latency);

    /// <summary>The usual ones, changed; the chance is for what befalls only some.</summary>
    public static Latencies Of(Func<double, Chance, double> change)
    {
        var (chance, changes) = (new Chance(1), new Chance(2));
        return new Latencies(Enumerable.Range(0, Drawn).Select(_ => change(One(chance), changes)).ToList());
    }

    public int Draw(Chance chance) => _buckets[chance.Below(Drawn)];

    private static double One(Chance chance)
    {
        var usual = 0.02 * Math.Exp(0.5 * chance.Normal());
        var (rare, long_) = (chance.Is(0.02), Math.Min(30, Math.Pow(1 - chance.Next(), -1 / 1.5)));
        return rare ? usual * long_ : usual;
    }
}
