namespace Slipway.Cli.Bench.Load;

/// <summary>When the requests of an open loop are to be sent, whatever became of those before. Not thread-safe.</summary>
internal interface IArrivals
{
    /// <summary>The next instant, in nanoseconds from the beginning; never before the last one.</summary>
    long Next();
}

/// <summary>One after another at equal distances, the first at once.</summary>
internal sealed class ConstantArrivals(double perSecond) : IArrivals
{
    private long _count;

    // From the count each time: a sum of rounded distances would drift.
    public long Next() => (long)(_count++ * 1e9 / perSecond);
}

/// <summary>
/// As they come from many callers who know nothing of each other: the distances are exponentially distributed, so
/// requests bunch up.
/// </summary>
internal sealed class PoissonArrivals(double perSecond, Random random) : IArrivals
{
    private double _last;

    public long Next()
    {
        // 1 - u is never 0.
        _last += -Math.Log(1 - random.NextDouble()) * 1e9 / perSecond;
        return (long)_last;
    }
}
