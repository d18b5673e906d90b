using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic.Ledgers;

namespace Slipway.Supervisor.Releases;

/// <summary>
/// What a release's revisions have answered since it began. The ledger begins anew with each supervisor, so what has come is
/// added to what was kept.
/// </summary>
internal sealed class ReleaseCounts(int stable, int candidate)
{
    private RolloutCounts? _seen;

    /// <summary>What has come since the last call; nothing at the first.</summary>
    public RolloutCounts Take(ServiceLedger ledger)
    {
        var now = new RolloutCounts
        {
            Stable = ledger.Of(stable).Counts,
            Candidate = ledger.Of(candidate).Counts,
            Mirror = ledger.Of(candidate).Mirror,
        };
        var came = _seen is null ? new RolloutCounts() : now.Since(_seen);
        _seen = now;
        return came;
    }
}
