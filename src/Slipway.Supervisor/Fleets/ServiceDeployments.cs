using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Models;
using Slipway.Supervisor.Releases;
using Slipway.Supervisor.Revisions;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Fleets;

/// <summary>What a manifest, or an order to deploy, makes of one service.</summary>
internal sealed class ServiceDeployments(ReplicaKit kit, ServiceRoster services, HistoryWriter history)
{
    /// <summary>Makes a service what a manifest says; one that is not there yet is made.</summary>
    /// <param name="name">The service's.</param>
    /// <param name="config">How it should be.</param>
    /// <param name="made">The revision that its launch makes.</param>
    /// <param name="before">What was said before; null for nothing.</param>
    /// <param name="changes">Takes what changes, in sentences.</param>
    public void Apply(string name, ServiceConfig config, RevisionRecord made, FleetSpec? before, List<string> changes)
    {
        var isNew = !services.ByName.TryGetValue(name, out var service) || service.Unit.IsRemoved;
        service ??= services.Create(new ServiceRecord { Name = name }, config);
        var unit = service.Unit;
        unit.IsRemoved = false;
        unit.Configure(config);
        // What was told by hand holds until the manifest says something else, or the service begins anew.
        var said = before?.Manifest.Services.GetValueOrDefault(name)?.Replicas;
        if (isNew || said != config.Replicas || config.Scaling is not null)
            unit.Change(record => record with { Replicas = null });
        if (isNew)
            unit.Change(record => record with { Split = null, Scaling = null });
        var isDeclared = unit.Record.Declared == made.Key && unit.Revisions.ContainsKey(service.Release.Newest);
        unit.Change(record => record with { Declared = made.Key });
        if (isDeclared)
        {
            Renew(unit, made.Launch);
            if (isNew)
                changes.Add($"{name} starts with revision {service.Release.Newest}");
            return;
        }

        // What does not run yet, or cannot, is nothing to be compared with.
        var rollsOut = before is not null && !isNew && unit.Record.Stable != 0 && !unit.IsBroken(unit.Record.Stable);
        var number = Deploy(service, made, rollsOut);
        changes.Add(isNew ? $"{name} starts with revision {number}" : $"{name} gets revision {number}");
    }

    /// <summary>Adds a revision, which takes over by the service's policy where <paramref name="rollsOut"/>, else at once.</summary>
    /// <returns>Its number.</returns>
    public int Deploy(ManagedService service, RevisionRecord made, bool rollsOut)
    {
        var unit = service.Unit;
        var revision = made with { Number = unit.Record.LastRevision + 1 };
        kit.Store.Save(revision);
        unit.Add(revision);
        unit.Change(record => record with { LastRevision = revision.Number });
        history(unit.Name, revision.Number, "deployed", $"revision {revision.Number} is {revision.Launch.Source}");
        var rollout = unit.Config.Rollout ?? new RolloutConfig();
        if (rollsOut)
            service.Release.Begin(revision.Number, rollout, service.Ledger);
        // What asks others in its answers may be there before them.
        else if (rollout.Gates.Golden && MayHaveGolden(revision) && !unit.CallsGateway)
            service.Release.BeginFirst(revision.Number, rollout, service.Ledger);
        else
            service.Release.Install(revision.Number);
        if (RevisionCollector.Collect(unit, service.Release.InUse, kit.Logs))
            kit.Host.Keep(services.Images());
        return revision.Number;
    }

    // The server may have another place since it was renewed, and none where it was: replicas that start from now on have it.
    private void Renew(ServiceUnit unit, ServiceLaunch launch)
    {
        if (launch.Kind != LaunchKind.Model)
            return;
        foreach (var revision in unit.Revisions.Values.Where(each => each.Launch.Kind == LaunchKind.Model).ToList())
        {
            var renewed = revision with { Launch = revision.Launch with { Program = launch.Program } };
            kit.Store.Save(renewed);
            unit.Add(renewed);
        }
    }

    // Of a package that is not here its server tells, when it runs.
    private static bool MayHaveGolden(RevisionRecord revision) =>
        revision.Package is not { } package || GoldenRequests.Any(package);
}
