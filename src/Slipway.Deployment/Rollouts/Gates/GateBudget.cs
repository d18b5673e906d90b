namespace Slipway.Deployment.Rollouts.Gates;

/// <summary>
/// How often the gates of one release may err, and what they must be able to see.
/// <para>
/// <b>Failed</b> means: it is shown that the candidate is out of tolerance. A candidate that is within it fails at any gate, at
/// any step, at any of the looks taken each second, with a probability of at most <see cref="FalseAlarm"/> together: that is
/// split evenly over the tests of all steps (Bonferroni).
/// </para>
/// <para>
/// <b>Passed</b> means: the figure is within tolerance as it was seen, and it is shown that the candidate is not out of
/// tolerance by a size of practical weight. One that is passes a gate, at any of the looks, with a probability of at most
/// <see cref="Miss"/>; since all gates of all steps must pass, nothing is split. The size is what a fixed sample of
/// <c>minimum_requests</c> could just show, three of its standard deviations (<see cref="Margin"/>): with the default of 100, at
/// a tolerated rate of 1 % it is 4 points, for a median that 65 rather than 50 % of answers are later than tolerated, for a
/// p95 that 11.5 rather than 5 % are. Whoever asks for more requests has finer gates.
/// </para>
/// <para>Between the two the gate is <b>undecided</b>, and more requests are waited for.</para>
/// </summary>
internal sealed class GateBudget
{
    public const double FalseAlarm = 0.05;
    public const double Miss = 0.05;

    // The candidate has the fewer requests, and so the harder part.
    private const double CandidatesPart = 0.8;

    private readonly int _minimumRequests;

    /// <param name="tests">How many are made of a release: gates and quantiles, at all steps.</param>
    /// <param name="minimumRequests">Of the configuration; 0 for a release that waits for none.</param>
    public GateBudget(int tests, int minimumRequests)
    {
        _minimumRequests = minimumRequests;
        var alpha = FalseAlarm / Math.Max(1, tests);
        Fail = new Errors(alpha * CandidatesPart, alpha * (1 - CandidatesPart));
        Pass = new Errors(Miss * CandidatesPart, Miss * (1 - CandidatesPart));
    }

    /// <summary>Probabilities of error of one test's statements about each revision.</summary>
    public readonly record struct Errors(double Candidate, double Stable)
    {
        /// <summary>For a test in which the old revision has no part.</summary>
        public double Whole => Candidate + Stable;
    }

    public Errors Fail { get; }

    public Errors Pass { get; }

    /// <summary>How much over a tolerated part is of practical weight.</summary>
    public double Margin(double limit)
    {
        if (_minimumRequests <= 0)
            return 1;
        limit = Math.Clamp(limit, 0, 1);
        // Where next to nothing is tolerated: the least part of which that many requests would surely show some.
        return Math.Max(4.0 / _minimumRequests, 3 * Math.Sqrt(limit * (1 - limit) / _minimumRequests));
    }
}
