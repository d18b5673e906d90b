namespace Slipway.Deployment.Rollouts.Gates.Statistics;

/// <summary>
/// Evidence about a probability p that stays valid however often it is looked at.
/// <para>
/// For h hits in n trials, <c>E(p) = ∫ x^h (1−x)^(n−h) dw(x) / (p^h (1−p)^(n−h))</c>, with a beta distribution for w. Where p is the
/// true probability, E is a martingale that begins at 1, so that the chance that it ever reaches 1/α is at most α (Ville, 1939).
/// Hence <c>{p : E(p) &lt; 1/α}</c> holds the true p at all times together with a probability of at least 1 − α: a confidence
/// sequence (Robbins, "Statistical methods related to the law of the iterated logarithm", 1970; Howard, Ramdas, McAuliffe and
/// Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49(2), 2021), and 1/E an
/// always valid p-value (Johari, Koomen, Pekelis and Walsh, "Peeking at A/B tests", KDD 2017). Only the counts enter, not the
/// order in which they came. ln E is convex in p and least at h/n, so that the set is an interval.
/// </para>
/// </summary>
internal sealed class BetaMixture
{
    // The weight of the distribution's rarer side: as in Jeffreys' prior.
    private const double Weight = 0.5;

    private readonly double _a;
    private readonly double _b;
    private readonly double _log;

    /// <param name="mean">
    /// About where probabilities are expected. Any choice is valid; evidence comes soonest where it is right.
    /// </param>
    public BetaMixture(double mean)
    {
        mean = Math.Clamp(mean, 1e-4, 1 - 1e-4);
        (_a, _b) = mean <= 0.5 ? (Weight, Weight * (1 - mean) / mean) : (Weight * mean / (1 - mean), Weight);
        _log = LogGamma.Beta(_a, _b);
    }

    /// <summary>p is above <paramref name="limit"/>, by a test that errs with a probability of at most <paramref name="alpha"/>.</summary>
    public bool SurelyAbove(Proportion seen, double limit, double alpha) =>
        limit < 1 && seen.Count > 0 && seen.Rate > limit && LogEvidence(seen, limit) >= -Math.Log(alpha);

    /// <summary>p is below <paramref name="limit"/>, likewise.</summary>
    public bool SurelyBelow(Proportion seen, double limit, double alpha) =>
        limit > 1 || (seen.Count > 0 && seen.Rate < limit && LogEvidence(seen, limit) >= -Math.Log(alpha));

    /// <summary>The end of the interval below.</summary>
    public double Lower(Proportion seen, double alpha) => seen.Hits == 0 ? 0 : End(seen, 0, alpha);

    /// <summary>The end of the interval above.</summary>
    public double Upper(Proportion seen, double alpha) => seen.Hits == seen.Count ? 1 : End(seen, 1, alpha);

    private double End(Proportion seen, double outside, double alpha)
    {
        var (inside, enough) = (seen.Rate, -Math.Log(alpha));
        var mixture = LogMixture(seen);
        for (var i = 0; i < 40; i++)
        {
            var middle = (inside + outside) / 2;
            if (mixture - LogLikelihood(seen, middle) >= enough)
                outside = middle;
            else
                inside = middle;
        }

        return outside;
    }

    /// <summary>ln E(p).</summary>
    internal double LogEvidence(Proportion seen, double p) => LogMixture(seen) - LogLikelihood(seen, p);

    private double LogMixture(Proportion seen) => LogGamma.Beta(_a + seen.Hits, _b + seen.Count - seen.Hits) - _log;

    private static double LogLikelihood(Proportion seen, double p) =>
        (seen.Hits == 0 ? 0 : seen.Hits * Math.Log(p))
        + (seen.Hits == seen.Count ? 0 : (seen.Count - seen.Hits) * Math.Log(1 - p));
}
