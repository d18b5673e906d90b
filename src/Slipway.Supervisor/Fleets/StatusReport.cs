using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Releases;
using Slipway.Supervisor.Services;

namespace Slipway.Supervisor.Fleets;

/// <summary>A fleet and its services in words and figures.</summary>
internal static class StatusReport
{
    /// <summary>Of a fleet.</summary>
    public static FleetStatus Of(FleetSpec? spec, GatewayStatus gateway, ServiceRoster services, bool isEnding) =>
        new()
        {
            Name = spec?.Name ?? "",
            Target = spec?.Manifest.Target ?? FleetTarget.Process,
            Directory = spec?.Directory ?? "",
            Gateway = gateway,
            Services =
            [
                .. services
                    .All.Where(service => !service.Unit.IsRemoved || service.Unit.Replicas.Count > 0)
                    .OrderBy(service => service.Name, StringComparer.Ordinal)
                    .Select(service =>
                        StatusReport.Of(service, StartOrder.Waits(service.Unit, services.ByName), isEnding)
                    ),
            ],
            Pipelines =
            [
                .. (spec?.Manifest.Pipelines ?? []).Select(pair => new PipelineStatus
                {
                    Name = pair.Key,
                    Description = pair.Value.Description,
                    Pipeline = pair.Value,
                }),
            ],
            Remarks = [.. services.All.SelectMany(service => service.Unit.Remarks)],
        };

    /// <param name="service">Which.</param>
    /// <param name="waits">Services that it waits for.</param>
    /// <param name="isEnding">The fleet ends.</param>
    public static ServiceStatus Of(ManagedService service, IReadOnlyList<string> waits, bool isEnding)
    {
        var (unit, release, ledger) = (service.Unit, service.Release, service.Ledger);
        var weights = release.Weights();
        var recent = ledger.Recent();
        var ready = unit.Replicas.Count(replica => replica.TakesRequests);
        var (state, why) =
            isEnding || unit.IsRemoved ? (ServiceState.Stopping, "it is ending") : Judge(unit, release, ready, waits);
        return new ServiceStatus
        {
            Name = unit.Name,
            Description = unit.Config.Description,
            State = state,
            Why = why,
            Models = unit.Models,
            Revisions = [.. unit.Revisions.Values.Reverse().Select(Revision)],
            Rollout = release.Status,
            Scaling = unit.Config.Scaling,
            Replicas = unit.Desired,
            Desired = release.Wanted().Values.Sum(),
            Ready = ready,
            Rate = recent.Rate,
            FailureRate = recent.FailureRate,
            P50 = recent.P50,
            P99 = recent.P99,
            InFlight = ledger.InFlight,
            Held = ledger.Held,
            MemoryBytes = unit.Replicas.Sum(replica => replica.MemoryBytes),
            Restarts = unit.Replicas.Sum(replica => replica.Record.Restarts),
        };

        RevisionStatus Revision(State.RevisionRecord revision) =>
            new()
            {
                Number = revision.Number,
                Label =
                    revision.Number == release.Candidate ? "candidate"
                    : revision.Number == unit.Record.Stable ? "stable"
                    : null,
                Weight = weights.GetValueOrDefault(revision.Number),
                Source = revision.Launch.Source,
                Digest = revision.Launch.Digest ?? revision.Digest,
                Created = revision.Created,
                Replicas = [.. unit.Of(revision.Number).Select(replica => replica.Status())],
            };
    }

    private static (ServiceState State, string? Why) Judge(
        ServiceUnit unit,
        Release release,
        int ready,
        IReadOnlyList<string> waits
    )
    {
        if (unit.Desired == 0)
        {
            return unit.Config.Scaling is { Min: 0 } && unit.Record.Replicas is null
                ? (ServiceState.Asleep, "no requests have come for a while; the next one wakes it")
                : (ServiceState.Off, "it is to have no replicas");
        }

        if (release.IsRefused)
            return (ServiceState.Failed, $"revision {release.Candidate} gets no traffic: {release.Status?.Reason}");
        if (unit.IsOnTrial && ready > 0)
            return (ServiceState.Starting, "its golden requests are asked");
        var missing = unit.Replicas.FirstOrDefault(replica => replica is { TakesRequests: false, IsStopping: false });
        var why = missing is null ? null : $"{missing.Name}: {missing.Why}";
        if (ready >= unit.Desired)
            return (ServiceState.Ready, null);
        if (ready > 0)
            return (ServiceState.Degraded, why ?? "replicas are on their way");
        if (unit.Replicas.Any(replica => replica is { IsBroken: true, IsStopping: false }))
            return (ServiceState.Failed, why);
        return waits.Count > 0 && unit.Replicas.Count == 0
            ? (ServiceState.Starting, $"it starts after {string.Join(", ", waits)}")
            : (ServiceState.Starting, why ?? "replicas are on their way");
    }
}
