namespace Slipway.Deployment.Rollouts.Gates.Statistics;

/// <summary>Hits among trials.</summary>
internal readonly record struct Proportion
{
    public Proportion(long hits, long count)
    {
        Count = Math.Max(0, count);
        Hits = Math.Clamp(hits, 0, Count);
    }

    public long Hits { get; }

    public long Count { get; }

    /// <summary>0 without trials.</summary>
    public double Rate => Count == 0 ? 0 : (double)Hits / Count;

    /// <summary>
    /// Chance alone would seldom, in one of ten looks, show so many hits were p no more than <paramref name="limit"/>: the usual
    /// normal approximation with its correction for whole numbers. Good for a hint, not for a verdict.
    /// </summary>
    public bool IsSuspect(double limit) =>
        Count > 0 && Hits - 0.5 - (Count * limit) > 1.28 * Math.Sqrt(Count * limit * Math.Max(0, 1 - limit));
}
