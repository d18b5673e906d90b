using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Errors;
using Slipway.Supervisor.Releases;
using Slipway.Supervisor.Scaling;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Fleets;

/// <summary>The services of a fleet by their names, those that are taken out and have not ended included.</summary>
internal sealed class ServiceRoster(ReplicaKit kit, TrafficLedger ledger, HistoryWriter history) : IDisposable
{
    private readonly Dictionary<string, ManagedService> _services = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, ManagedService> ByName => _services;

    public IEnumerable<ManagedService> All => _services.Values;

    public IEnumerable<ServiceUnit> Units => _services.Values.Select(service => service.Unit);

    public ManagedService Create(ServiceRecord record, ServiceConfig config)
    {
        var unit = new ServiceUnit(kit, record, config);
        var service = new ManagedService(
            unit,
            new Release(kit, history, unit),
            new Autoscaler(kit, history, unit),
            ledger.Of(record.Name)
        );
        _services.Add(record.Name, service);
        return service;
    }

    /// <summary>A service by its name.</summary>
    /// <exception cref="ServingException">NotFound.</exception>
    public ManagedService Find(string service) =>
        _services.TryGetValue(service, out var found) && !found.Unit.IsRemoved
            ? found
            : throw ServingException.NotFound(
                $"No service '{service}' in this fleet; there are "
                    + $"{string.Join(", ", Units.Where(unit => !unit.IsRemoved).Select(unit => unit.Name).Order(StringComparer.Ordinal))}."
            );

    /// <summary>Those that were taken out and have ended.</summary>
    public void ForgetRemoved()
    {
        foreach (
            var service in _services.Values.Where(each => each.Unit is { IsRemoved: true, Replicas.Count: 0 }).ToList()
        )
        {
            _services.Remove(service.Name);
            kit.Store.DeleteService(service.Name);
            ledger.Remove(service.Name);
            service.Dispose();
        }
    }

    /// <summary>Contents that revisions run or may be gone back to.</summary>
    public IReadOnlySet<string> Digests() =>
        Units
            .SelectMany(unit => unit.Revisions.Values)
            .Select(revision => revision.Digest)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>References of images that revisions run or may be gone back to.</summary>
    public IReadOnlySet<string> Images() =>
        Units
            .SelectMany(unit => unit.Revisions.Values)
            .Where(revision => revision.Launch.Kind == LaunchKind.Image)
            .Select(revision => revision.Launch.Address)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    public void Dispose()
    {
        foreach (var service in _services.Values)
        {
            service.Dispose();
        }
    }
}
