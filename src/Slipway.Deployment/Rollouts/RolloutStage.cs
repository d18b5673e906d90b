using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts.Gates;

namespace Slipway.Deployment.Rollouts;

/// <summary>What a candidate is judged by.</summary>
internal enum StageEvidence
{
    /// <summary>Its part of the traffic, against the old revision's at the same time.</summary>
    Traffic = 0,

    /// <summary>All traffic, against the old revision's before the release.</summary>
    Before,

    /// <summary>Copies, against the old revision's traffic at the same time.</summary>
    Copies,
}

/// <summary>One step of a strategy.</summary>
/// <param name="Weight">The candidate's part of the traffic.</param>
/// <param name="Mirror">The part of requests that is copied to it.</param>
/// <param name="Evidence">What it is judged by.</param>
/// <param name="Patient">It waits for enough requests; else the time is enough, if nothing looks wrong.</param>
internal sealed record RolloutStage(double Weight, double Mirror, StageEvidence Evidence, bool Patient)
{
    private const double UsualSample = 0.1;

    /// <summary>Those of a strategy, in order.</summary>
    public static IReadOnlyList<RolloutStage> Of(RolloutConfig config, RolloutStrategy strategy)
    {
        var share = Share(config, strategy);
        return strategy switch
        {
            RolloutStrategy.Canary => [.. config.Steps.Select(percent => Part(percent / 100, share))],
            RolloutStrategy.Shadow => [new(0, share, StageEvidence.Copies, true)],
            // With all traffic moved there is nothing left to compare answers with, so that comes first.
            _ when Agreement(config, strategy) is not null =>
            [
                new(0, share, StageEvidence.Copies, true),
                Whole(strategy),
            ],
            _ => [Whole(strategy)],
        };
    }

    /// <summary>Null where answers are not compared.</summary>
    public static AgreementGate? Agreement(RolloutConfig config, RolloutStrategy strategy) =>
        config.Gates.Agreement ?? (strategy is RolloutStrategy.Shadow ? new AgreementGate() : null);

    /// <summary>How many tests the gates make at it.</summary>
    public int Tests(GatesConfig gates) =>
        (gates.ErrorRate is null ? 0 : 1)
        + (gates.Latency is { } latency ? LatencyJudge.Quantiles(latency).Count() : 0)
        + (Mirror > 0 ? 1 : 0);

    /// <summary>What the candidate gets, in words.</summary>
    public string Gets =>
        Evidence switch
        {
            StageEvidence.Copies => $"copies of {Words.Percent(Mirror)} of the requests",
            StageEvidence.Before => "all traffic",
            _ => $"{Words.Percent(Weight)} of the traffic",
        };

    private static RolloutStage Part(double weight, double share)
    {
        weight = Part(weight);
        // A step of 100 % leaves the old revision nothing to be compared with.
        return weight < 1 ? new(weight, share, StageEvidence.Traffic, true) : new(1, 0, StageEvidence.Before, true);
    }

    private static RolloutStage Whole(RolloutStrategy strategy) =>
        new(1, 0, StageEvidence.Before, strategy is not RolloutStrategy.AllAtOnce);

    private static double Share(RolloutConfig config, RolloutStrategy strategy) =>
        Agreement(config, strategy) is { } gate
            ? Part(gate.Sample ?? (strategy is RolloutStrategy.Shadow ? 1 : UsualSample))
            : 0;

    private static double Part(double part) => double.IsNaN(part) ? 0 : Math.Clamp(part, 0, 1);
}
