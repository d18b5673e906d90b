using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Scaling;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Supervisor.Releases;
using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Scaling;

/// <summary>Has a service have as many replicas as its demand asks for. Moved by the fleet's loop alone.</summary>
internal sealed class Autoscaler(ReplicaKit kit, HistoryWriter history, ServiceUnit unit)
{
    private long _reports;
    private DateTimeOffset? _decided;

    /// <summary>Decides where a report has come since the last time, or requests wait for a service that sleeps.</summary>
    /// <param name="ledger">The service's traffic.</param>
    /// <param name="calls">Requests that wait are told at once, not with the next report.</param>
    public void Step(ServiceLedger ledger, bool calls)
    {
        if (unit.IsRemoved || unit.Config.Scaling is not { } config || unit.Record.Replicas is not null)
            return;
        var now = kit.Time.GetUtcNow();
        if (unit.Record.Scaling is not { } state)
        {
            Keep(ScalingPolicy.Begin(config, now));
            return;
        }

        if (ledger.Reports == _reports && !calls)
            return;
        var isReport = ledger.Reports != _reports;
        _reports = ledger.Reports;
        var decision = ScalingPolicy.Decide(config, state, Observe(ledger, isReport, calls, now), now);
        _decided = now;
        Keep(decision.State);
        if (decision.Reason is { } reason)
            Tell(decision.Replicas, reason);
    }

    private ScalingObservation Observe(ServiceLedger ledger, bool isReport, bool calls, DateTimeOffset now) =>
        new()
        {
            Concurrency = isReport ? ledger.Concurrency ?? double.NaN : double.NaN,
            Over = isReport && _decided is { } last ? now - last : TimeSpan.Zero,
            Held = calls ? Math.Max(1, ledger.Held) : ledger.Held,
            InFlight = ledger.InFlight,
            // While a release goes on there are as many again, of the other revision.
            Ready = Math.Min(unit.Desired, unit.Replicas.Count(replica => replica.TakesRequests)),
            HasNewcomer = unit.Record.Release?.State.Phase is RolloutPhase.Starting or RolloutPhase.Testing,
        };

    private void Keep(ScalingState state) => unit.Change(record => record with { Scaling = state });

    private void Tell(int replicas, string reason) =>
        history(
            unit.Name,
            null,
            "scaled",
            replicas == 0
                ? $"to sleep: {reason}"
                : $"to {replicas} {(replicas == 1 ? "replica" : "replicas")}: {reason}"
        );
}
