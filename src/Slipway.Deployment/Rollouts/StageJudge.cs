using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts.Gates;
using Slipway.Deployment.Rollouts.Gates.Statistics;

namespace Slipway.Deployment.Rollouts;

/// <summary>Reads all gates of a stage.</summary>
/// <param name="stage">Where the release stands.</param>
/// <param name="gates">What is asked for.</param>
/// <param name="agreement">How answers are compared; null: not.</param>
/// <param name="budget">How often the gates may err.</param>
internal sealed class StageJudge(RolloutStage stage, GatesConfig gates, AgreementGate? agreement, GateBudget budget)
{
    /// <summary>Requests, or copies, that the candidate has answered.</summary>
    public long Answered(RolloutCounts counts) => Candidate(counts).Requests;

    /// <param name="counts">Since the stage began.</param>
    /// <param name="before">The old revision's from before the release.</param>
    /// <param name="warm">The candidate's latencies count.</param>
    public IReadOnlyList<GateReading> Judge(RolloutCounts counts, RevisionCounts before, bool warm)
    {
        var candidate = Candidate(counts);
        var stable = stage.Evidence is StageEvidence.Before ? before : counts.Stable;
        var readings = new List<GateReading>();
        if (gates.ErrorRate is { } errors)
            readings.Add(ErrorRateJudge.Judge(errors, candidate, stable, budget));
        if (gates.Latency is { } latency)
        {
            var mine = new LatencyDistribution(warm ? candidate.Latency : new());
            var old = new LatencyDistribution(stable.Latency);
            var grows = stage.Evidence is not StageEvidence.Before;
            readings.AddRange(
                LatencyJudge.Quantiles(latency).Select(q => LatencyJudge.Judge(latency, q, mine, old, grows, budget))
            );
        }

        if (agreement is not null && stage.Mirror > 0)
            readings.Add(AgreementJudge.Judge(agreement, counts.Mirror, budget));
        return readings;
    }

    private RevisionCounts Candidate(RolloutCounts counts) =>
        stage.Evidence is not StageEvidence.Copies
            ? counts.Candidate
            : new()
            {
                Requests = counts.Mirror.Requests,
                Failures = counts.Mirror.Failures,
                Latency = counts.Mirror.Latency,
            };
}
