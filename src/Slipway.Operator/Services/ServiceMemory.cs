using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Scaling;
using Slipway.Deployment.Traffic.Ledgers;

namespace Slipway.Operator.Services;

/// <summary>
/// What is known of a service only here. An operator that takes over does without: it counts on from what the status says, and
/// takes no replicas away before it has seen a stable window of its own.
/// </summary>
internal sealed class ServiceMemory
{
    private RolloutCounts? _seen;
    private (int Stable, int Candidate) _counted;

    public ScalingState? Scaling { get; set; }

    /// <summary>The round of reports that scaling was decided by last.</summary>
    public long ScaledReports { get; set; }

    public DateTimeOffset? ScaledAt { get; set; }

    /// <summary>When counts were last written into the status.</summary>
    public DateTimeOffset CountsKept { get; set; }

    /// <summary>What has been counted and is in no status yet.</summary>
    public RolloutCounts Pending { get; private set; } = new();

    /// <summary>How the golden requests were answered, or will be; null where they are not being asked.</summary>
    public Task<GoldenResult>? Golden { get; set; }

    /// <summary>Why its objects could not be made; null where they could.</summary>
    public (string Reason, string Message)? Trouble { get; set; }

    /// <summary>Why nodes cannot be told to pull images; null where they can.</summary>
    public string? PrepullTrouble { get; set; }

    /// <summary>Adds what has come since the last time to what is pending.</summary>
    public void Count(ServiceLedger ledger, int stable, int candidate)
    {
        if (_counted != (stable, candidate))
            (_counted, _seen, Pending) = ((stable, candidate), null, new RolloutCounts());
        var now = new RolloutCounts
        {
            Stable = ledger.Of(stable).Counts,
            Candidate = ledger.Of(candidate).Counts,
            Mirror = ledger.Of(candidate).Mirror,
        };
        if (_seen is not null)
            Pending = Pending.Plus(now.Since(_seen));
        _seen = now;
    }

    /// <summary>What was pending is in the status now.</summary>
    public void Kept(DateTimeOffset at) => (Pending, CountsKept) = (new RolloutCounts(), at);

    /// <summary>No release goes on.</summary>
    public void Forget() => (_seen, Pending, Golden) = (null, new RolloutCounts(), null);
}
