using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Fleets.Watching;

/// <summary>Whether a fleet is as it was asked for, and what will not become so by itself.</summary>
internal static class Readiness
{
    /// <summary>The gateway's log and its name among services.</summary>
    public const string Gateway = "gateway";

    public static bool IsReady(FleetStatus status) =>
        status.Gateway is { State: ReplicaState.Ready, IsChanging: false, Refused: null }
        && status.Services.All(IsReady);

    public static bool IsReady(ServiceStatus service) =>
        service.State is ServiceState.Ready or ServiceState.Asleep or ServiceState.Off;

    /// <summary>What failed, with its reason.</summary>
    public static IReadOnlyList<(string Name, string Why)> Failures(FleetStatus status)
    {
        var failures = new List<(string, string)>();
        if (status.Gateway is { State: ReplicaState.CrashLoop, Why: var gateway })
            failures.Add((Gateway, gateway ?? "it ends again and again"));
        if (status.Gateway.Refused is { } refused)
            failures.Add(
                (Gateway, $"it goes on with its settings of before, since none starts with the new ones: {refused}")
            );
        foreach (var service in status.Services)
        {
            if (HasFailed(service))
                failures.Add((service.Name, service.Why ?? "no replica of it becomes ready"));
        }

        return failures;
    }

    /// <summary>What is not ready yet, with what it waits for.</summary>
    public static IReadOnlyList<(string Name, string Why)> Waits(FleetStatus status)
    {
        var waits = new List<(string, string)>();
        if (status.Gateway.State != ReplicaState.Ready)
            waits.Add((Gateway, status.Gateway.Why ?? "it is on its way"));
        else if (status.Gateway.IsChanging)
            waits.Add((Gateway, "another one, with other settings, is about to take over"));
        foreach (var service in status.Services.Where(service => !IsReady(service)))
        {
            waits.Add((service.Name, service.Why ?? "replicas are on their way"));
        }

        return waits;
    }

    /// <summary>It runs, and gets no traffic: its first revision stands still, as its golden requests were answered wrongly.</summary>
    public static bool IsRefused(ServiceStatus service) =>
        service is { State: ServiceState.Failed, Rollout: { Stable: 0, Phase: RolloutPhase.Paused } };

    /// <summary>
    /// It will not become ready by itself; so too with one replica that answers and another that cannot run. While a release goes
    /// on, that decides, but for a service's first revision, which has no other to fall back on.
    /// </summary>
    public static bool HasFailed(ServiceStatus service) =>
        service.Rollout
            is null
                or { Stable: 0 }
                or { Phase: RolloutPhase.Promoted or RolloutPhase.RolledBack or RolloutPhase.Paused }
        && (
            service.State == ServiceState.Failed
            || (
                service.State == ServiceState.Degraded
                && service.Revisions.Any(revision =>
                    (revision.Weight > 0 || IsStuck(service, revision))
                    && revision.Replicas.Any(replica => replica.State == ReplicaState.CrashLoop)
                )
            )
        );

    // Where pods are replaced one after the other and the first does not start, those of before keep all traffic.
    private static bool IsStuck(ServiceStatus service, RevisionStatus revision) =>
        service.Rollout is { Phase: RolloutPhase.Paused } rollout && rollout.Candidate == revision.Number;
}
