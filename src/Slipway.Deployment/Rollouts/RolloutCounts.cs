using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Rollouts;

/// <summary>What was counted of both revisions over the same time.</summary>
public sealed record RolloutCounts
{
    public RevisionCounts Stable { get; set; } = new();

    /// <summary>Copies not among them.</summary>
    public RevisionCounts Candidate { get; set; } = new();

    /// <summary>The copies that the candidate got.</summary>
    public MirrorCounts Mirror { get; set; } = new();

    /// <summary>Both together.</summary>
    public RolloutCounts Plus(RolloutCounts more) =>
        new()
        {
            Stable = Stable.Plus(more.Stable),
            Candidate = Candidate.Plus(more.Candidate),
            Mirror = Mirror.Plus(more.Mirror),
        };

    /// <summary>What came after <paramref name="earlier"/>.</summary>
    public RolloutCounts Since(RolloutCounts earlier) =>
        new()
        {
            Stable = Stable.Since(earlier.Stable),
            Candidate = Candidate.Since(earlier.Candidate),
            Mirror = Mirror.Since(earlier.Mirror),
        };
}
