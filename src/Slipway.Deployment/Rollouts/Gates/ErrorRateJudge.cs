using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts.Gates.Statistics;

namespace Slipway.Deployment.Rollouts.Gates;

/// <summary>
/// The candidate's part of failures against the old revision's and what more is tolerated. Each part has its confidence
/// sequence, and the two are held against each other: failed where the candidate's begins above the end of the other one and
/// the tolerance; see <see cref="GateBudget"/> for passed.
/// </summary>
internal static class ErrorRateJudge
{
    public const string Name = "error-rate";

    public static GateReading Judge(
        ErrorRateGate gate,
        RevisionCounts candidate,
        RevisionCounts stable,
        GateBudget budget
    )
    {
        var tolerance = Math.Clamp(gate.Tolerance, 0, 1);
        var mixture = new BetaMixture(Math.Max(tolerance, 0.005));
        var (mine, old) = (
            new Proportion(candidate.Failures, candidate.Requests),
            new Proportion(stable.Failures, stable.Requests)
        );
        // Of an old revision of which nothing is known no failures are assumed.
        var oldAtMost = old.Count == 0 ? 0 : mixture.Upper(old, budget.Fail.Stable);
        var oldAtLeast = old.Count == 0 ? 0 : mixture.Lower(old, budget.Pass.Stable);
        var violation = oldAtLeast + tolerance + budget.Margin(oldAtLeast + tolerance);

        var verdict =
            mixture.SurelyAbove(mine, oldAtMost + tolerance, budget.Fail.Candidate) ? GateVerdict.Failed
            : mine.Rate <= old.Rate + tolerance && mixture.SurelyBelow(mine, violation, budget.Pass.Candidate)
                ? GateVerdict.Passed
            : GateVerdict.Undecided;
        return new GateReading
        {
            Gate = Name,
            Verdict = verdict,
            Suspect = verdict is not GateVerdict.Passed && mine.IsSuspect(old.Rate + tolerance),
            Text = Text(mine, old, mixture, oldAtMost, tolerance, budget),
            Candidate = mine.Count == 0 ? null : mine.Rate,
            Stable = old.Count == 0 ? null : old.Rate,
            Samples = mine.Count,
        };
    }

    private static string Text(
        Proportion mine,
        Proportion old,
        BetaMixture mixture,
        double oldAtMost,
        double tolerance,
        GateBudget budget
    )
    {
        if (mine.Count == 0)
            return "no requests yet";
        var above = mine.Rate > old.Rate + tolerance;
        var bound = above
            ? $"surely over {Words.Percent(mixture.Lower(mine, budget.Fail.Candidate))}"
            : $"surely under {Words.Percent(mixture.Upper(mine, budget.Pass.Candidate))}";
        var against =
            old.Count == 0
                ? "nothing is known of the old revision, which is taken to have none"
                : $"against {Words.Percent(old.Rate)} of the old revision's {Words.Count(old.Count)} "
                    + $"(surely under {Words.Percent(oldAtMost)})";
        return $"{Words.Percent(mine.Rate)} of {Words.Many(mine.Count, "request")} failed ({bound}), {against}; "
            + $"{Words.Percent(tolerance)} more is tolerated";
    }
}
