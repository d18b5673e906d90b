using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts.Gates.Statistics;
using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Rollouts.Gates;

/// <summary>The part of pairs of answers that do not agree, against what is tolerated: a test of one part.</summary>
internal static class AgreementJudge
{
    public const string Name = "agreement";

    public static GateReading Judge(AgreementGate gate, MirrorCounts mirror, GateBudget budget)
    {
        var limit = Math.Clamp(1 - gate.AtLeast, 0, 1);
        var mixture = new BetaMixture(Math.Max(limit, 0.005));
        var apart = new Proportion(mirror.Compared - mirror.Agreed, mirror.Compared);
        var verdict =
            mixture.SurelyAbove(apart, limit, budget.Fail.Whole) ? GateVerdict.Failed
            : apart.Rate <= limit && mixture.SurelyBelow(apart, limit + budget.Margin(limit), budget.Pass.Whole)
                ? GateVerdict.Passed
            : GateVerdict.Undecided;
        return new GateReading
        {
            Gate = Name,
            Verdict = verdict,
            Suspect = verdict is not GateVerdict.Passed && apart.IsSuspect(limit),
            Text = Text(gate, apart, verdict, mirror.Differences),
            Candidate = apart.Count == 0 ? null : 1 - apart.Rate,
            Samples = apart.Count,
        };
    }

    private static string Text(AgreementGate gate, Proportion apart, GateVerdict verdict, List<string> differences)
    {
        if (apart.Count == 0)
            return "no answers compared yet";
        var text =
            $"{Words.Percent(1 - apart.Rate)} of {Words.Many(apart.Count, "compared answer")} agree with the old revision's; "
            + $"{Words.Percent(gate.AtLeast)} must";
        return verdict is not GateVerdict.Passed && apart.Hits > 0 && differences is [.., var last]
            ? $"{text} (the last that does not: {last})"
            : text;
    }
}
