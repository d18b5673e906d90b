using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts.Gates.Statistics;

namespace Slipway.Deployment.Rollouts.Gates;

/// <summary>
/// A quantile of the candidate's latencies against the old revision's and what more is tolerated, as a test of a part: of the
/// candidate's answers, 1 − q may take longer than the old revision's quantile and the tolerance. That quantile is not known but
/// has a confidence sequence of its own, of which the far end is taken to fail the candidate and the near end to pass it.
/// </summary>
internal static class LatencyJudge
{
    public static IEnumerable<double> Quantiles(LatencyGate gate) => gate.Quantiles.Where(q => q is > 0 and < 1);

    /// <param name="gate">What is tolerated.</param>
    /// <param name="q">The quantile.</param>
    /// <param name="mine">The candidate's.</param>
    /// <param name="old">The old revision's.</param>
    /// <param name="grows">The old revision has traffic: more will be known of it.</param>
    /// <param name="budget">How often it may err.</param>
    public static GateReading Judge(
        LatencyGate gate,
        double q,
        LatencyDistribution mine,
        LatencyDistribution old,
        bool grows,
        GateBudget budget
    )
    {
        var mixture = new BetaMixture(1 - q);
        var oldAtMost = old.QuantileAtMost(q, mixture, budget.Fail.Stable);
        var oldAtLeast = old.QuantileAtLeast(q, mixture, budget.Pass.Stable);
        var (mineNow, oldNow) = (mine.Quantile(q), old.Quantile(q));

        var verdict = GateVerdict.Undecided;
        if (
            oldAtMost is { } most
            && mixture.SurelyAbove(mine.CertainlyOver(Limit(gate, most)), 1 - q, budget.Fail.Candidate)
        )
            verdict = GateVerdict.Failed;
        else if (oldAtMost is null && !grows)
            // Nothing more will be known of it, and what is known can fail no one.
            verdict = GateVerdict.Passed;
        else if (
            (mineNow is null || mineNow <= Limit(gate, oldNow ?? 0))
            && mixture.SurelyBelow(
                mine.PerhapsOver(Limit(gate, oldAtLeast)),
                1 - q + budget.Margin(1 - q),
                budget.Pass.Candidate
            )
        )
            verdict = GateVerdict.Passed;

        return new GateReading
        {
            Gate = $"latency-{Name(q)}",
            Verdict = verdict,
            Suspect =
                verdict is not GateVerdict.Passed
                && oldNow is { } now
                && mine.CertainlyOver(Limit(gate, now)).IsSuspect(1 - q),
            Text = Text(gate, q, mine, old, oldAtMost, grows),
            Candidate = mineNow,
            Stable = oldNow,
            Samples = mine.Count,
        };
    }

    private static double Limit(LatencyGate gate, double old) =>
        old + Math.Max(old * Math.Max(0, gate.Tolerance), gate.AtLeast.TotalSeconds);

    private static string Name(double q) => string.Create(CultureInfo.InvariantCulture, $"p{100 * q:0.###}");

    private static string Text(
        LatencyGate gate,
        double q,
        LatencyDistribution mine,
        LatencyDistribution old,
        double? oldAtMost,
        bool grows
    )
    {
        if (oldAtMost is null && !grows)
            return $"not judged: only {Words.Many(old.Count, "answer")} of the old revision are known";
        if (mine.Quantile(q) is not { } mineNow)
            return "no answers yet";
        var text = $"{Name(q)} is {Words.Time(mineNow)} over {Words.Many(mine.Count, "answer")}";
        return old.Quantile(q) is not { } oldNow
            ? $"{text}; the old revision has none yet"
            : $"{text}, against {Words.Time(oldNow)} over the old revision's {Words.Count(old.Count)}"
                + (oldAtMost is { } most ? $" (surely under {Words.Time(most)})" : "")
                + $"; up to {Words.Time(Limit(gate, oldNow))} is tolerated";
    }
}
