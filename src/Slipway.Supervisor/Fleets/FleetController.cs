using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Deployment.Traffic;
using Slipway.Supervisor.Gateways;
using Slipway.Supervisor.Releases;
using Slipway.Supervisor.Revisions;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;
using Slipway.Supervisor.Traffic;

namespace Slipway.Supervisor.Fleets;

/// <summary>
/// The fleet as it is, and its steps towards what it should be. Everything here is called by <see cref="FleetLoop"/> alone.
/// </summary>
internal sealed class FleetController : IDisposable
{
    private readonly ReplicaKit _kit;
    private readonly ContentStore _contents;
    private readonly Dictionary<string, ServiceUnit> _units = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Release> _releases = new(StringComparer.Ordinal);
    private readonly List<(Replica Replica, long Generation)> _leaving = [];
    private readonly TrafficLedger _ledger;
    private readonly GatewayUnit _gateway;
    private readonly RoutePusher _routes;

    public FleetController(FleetPlace place, ReplicaKit kit, ContentStore contents)
    {
        (_kit, _contents) = (kit, contents);
        _ledger = new TrafficLedger(kit.Time.GetUtcNow());
        _gateway = new GatewayUnit(kit, place);
        // Higher than whatever a supervisor before this one has given.
        _routes = new RoutePusher(_gateway, kit.Time.GetUtcNow().ToUnixTimeMilliseconds(), kit.Log, kit.Wake);
    }

    public FleetSpec? Spec { get; private set; }

    /// <summary>It was told to end.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>It was told to end, and nothing runs any more.</summary>
    public bool HasEnded => IsEnding && _gateway.IsGone && _units.Values.All(unit => unit.Replicas.Count == 0);

    public GatewayClient Gateway => _gateway.Client;

    public bool GatewayIsReady => _gateway.IsReady;

    public IReadOnlyDictionary<string, ServiceUnit> Units => _units;

    private Func<(string? Http, string? Grpc)> Addresses => () => (_gateway.HttpAddress, _gateway.GrpcAddress);

    /// <summary>Takes up what a supervisor before this one has left: its spec, and the replicas that run.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        Spec = _kit.Store.Spec;
        var replicas = _kit.Store.Replicas();
        await _kit.Host.EndOrphansAsync(
            replicas.Select(replica => replica.Identity).OfType<string>().ToHashSet(StringComparer.Ordinal),
            cancellationToken
        );
        var revisions = _kit.Store.Revisions();
        foreach (var service in _kit.Store.Services())
        {
            var config = Spec?.Manifest.Services.GetValueOrDefault(service.Name);
            var unit = Create(service, config ?? new ServiceConfig());
            unit.IsRemoved = config is null;
            foreach (var revision in revisions.Where(revision => revision.Service == service.Name))
            {
                unit.Add(revision);
            }
        }

        foreach (var replica in replicas)
        {
            if (replica.Service == GatewayUnit.Name && Spec is not null)
                await _gateway.AdoptAsync(replica, Spec.Gateway, Spec.Manifest.Gateway, cancellationToken);
            else if (_units.TryGetValue(replica.Service, out var unit))
                await unit.AdoptAsync(replica, Addresses, cancellationToken);
            else
                _kit.Store.DeleteReplica(replica.Name);
        }

        if (Spec is not null)
            _gateway.Want(Spec.Gateway, Spec.Manifest.Gateway);
    }

    /// <summary>Makes the fleet what a spec says.</summary>
    /// <param name="spec">How it should be.</param>
    /// <param name="made">By service, the revision that its launch makes.</param>
    /// <returns>What changed, in sentences.</returns>
    public IReadOnlyList<string> Apply(FleetSpec spec, IReadOnlyDictionary<string, RevisionRecord> made)
    {
        var before = Spec;
        var changes = new List<string>();
        IsEnding = false;
        Spec = spec;
        _kit.Store.Spec = spec;
        foreach (var (name, config) in spec.Manifest.Services)
        {
            ApplyService(name, config, made[name], before, changes);
        }

        foreach (var unit in _units.Values.Where(unit => !spec.Manifest.Services.ContainsKey(unit.Name)))
        {
            if (!unit.IsRemoved)
                changes.Add($"{unit.Name} is taken out");
            unit.IsRemoved = true;
        }

        _gateway.Want(spec.Gateway, spec.Manifest.Gateway);
        if (before is null)
            Record(null, null, "up", $"the fleet starts with {string.Join(", ", spec.Manifest.Services.Keys)}");
        return changes;
    }

    /// <summary>Makes a revision of a service, which takes over by its policy.</summary>
    public int Deploy(string service, RevisionRecord made)
    {
        var unit = Find(service);
        return Deploy(unit, made, rollsOut: true);
    }

    /// <summary>A service by its name.</summary>
    /// <exception cref="Errors.ServingException">NotFound.</exception>
    public ServiceUnit Find(string service) =>
        _units.TryGetValue(service, out var unit) && !unit.IsRemoved
            ? unit
            : throw Errors.ServingException.NotFound(
                $"No service '{service}' in this fleet; there are {string.Join(", ", _units.Keys.Order(StringComparer.Ordinal))}."
            );

    public Release ReleaseOf(string service) => _releases[Find(service).Name];

    public ServiceLedger LedgerOf(string service) => _ledger.Of(service);

    /// <summary>Writes down what happened.</summary>
    public void Record(string? service, int? revision, string kind, string message)
    {
        _kit.Store.Append(
            new HistoryEntry
            {
                At = _kit.Time.GetUtcNow(),
                Service = service,
                Revision = revision,
                Kind = kind,
                Message = message,
            }
        );
        _kit.Log.Happened(service ?? "the fleet", message);
    }

    public IReadOnlyList<HistoryEntry> History(string? service, int last) => _kit.Store.History(service, last);

    public void End()
    {
        if (IsEnding)
            return;
        IsEnding = true;
        Record(null, null, "down", "the fleet ends");
        _kit.Store.Spec = null;
        Spec = null;
        _gateway.Stop();
    }

    public void Take(TrafficReport report) => _ledger.Add(report, _kit.Time.GetUtcNow());

    /// <summary>Requests wait for services that sleep.</summary>
    public void Awaken(IReadOnlyList<string> services)
    {
        foreach (var service in services)
        {
            if (_units.TryGetValue(service, out var unit) && unit.Desired == 0 && unit.Config.Scaling is not null)
                unit.Change(record => record with { Scaled = 1 });
        }
    }

    /// <summary>A step from what there is to what there should be.</summary>
    public void Step()
    {
        _gateway.Tick();
        // While the fleet ends, services outlive the gateway, whose last requests they still answer.
        var servicesMayEnd = !IsEnding || _gateway.IsGone;
        foreach (var unit in _units.Values)
        {
            var release = _releases[unit.Name];
            release.Step(_ledger.Of(unit.Name));
            if (servicesMayEnd)
            {
                unit.Reconcile(
                    IsEnding ? new Dictionary<int, int>() : release.Wanted(),
                    StartOrder.MayStart(unit, _units),
                    Addresses
                );
            }
        }

        if (Spec is not null)
            _routes.Offer(Table(Spec));
        LetGo();
        ForgetRemoved();
    }

    public FleetStatus Status() =>
        new()
        {
            Name = Spec?.Name ?? "",
            Target = Spec?.Manifest.Target ?? FleetTarget.Process,
            Directory = Spec?.Directory ?? "",
            Gateway = _gateway.Status(),
            Services =
            [
                .. _units
                    .Values.Where(unit => !unit.IsRemoved || unit.Replicas.Count > 0)
                    .OrderBy(unit => unit.Name, StringComparer.Ordinal)
                    .Select(Status),
            ],
            Pipelines =
            [
                .. (Spec?.Manifest.Pipelines ?? []).Select(pair => new PipelineStatus
                {
                    Name = pair.Key,
                    Description = pair.Value.Description,
                    Pipeline = pair.Value,
                }),
            ],
            Remarks = [],
        };

    public void Dispose()
    {
        _gateway.Dispose();
        foreach (var unit in _units.Values)
        {
            unit.Dispose();
        }
    }

    private ServiceStatus Status(ServiceUnit unit)
    {
        var release = _releases[unit.Name];
        return StatusReport.Of(
            unit,
            _ledger.Of(unit.Name),
            release.Weights(),
            release.Candidate,
            release.Status,
            StartOrder.Waits(unit, _units),
            IsEnding
        );
    }

    private void ApplyService(
        string name,
        ServiceConfig config,
        RevisionRecord made,
        FleetSpec? before,
        List<string> changes
    )
    {
        var isNew = !_units.TryGetValue(name, out var unit) || unit.IsRemoved;
        unit ??= Create(new ServiceRecord { Name = name }, config);
        unit.IsRemoved = false;
        unit.Configure(config);
        if (before?.Manifest.Services.GetValueOrDefault(name)?.Replicas != config.Replicas || before is null)
            unit.Change(record => record with { Replicas = null });
        if (unit.Revisions.GetValueOrDefault(_releases[name].Newest)?.Key == made.Key)
        {
            if (isNew)
                changes.Add($"{name} starts with revision {unit.Record.Stable}");
            return;
        }

        // What does not run yet has nobody to be compared with.
        var number = Deploy(unit, made, rollsOut: before is not null && !isNew && unit.Record.Stable != 0);
        changes.Add(isNew ? $"{name} starts with revision {number}" : $"{name} gets revision {number}");
    }

    private int Deploy(ServiceUnit unit, RevisionRecord made, bool rollsOut)
    {
        var revision = made with { Number = unit.Record.LastRevision + 1 };
        _kit.Store.Save(revision);
        unit.Add(revision);
        unit.Change(record => record with { LastRevision = revision.Number });
        Record(unit.Name, revision.Number, "deployed", $"revision {revision.Number} is {revision.Launch.Source}");
        if (rollsOut)
            _releases[unit.Name]
                .Begin(revision.Number, unit.Config.Rollout ?? new RolloutConfig(), _ledger.Of(unit.Name));
        else
            _releases[unit.Name].Install(revision.Number);
        return revision.Number;
    }

    private ServiceUnit Create(ServiceRecord record, ServiceConfig config)
    {
        var unit = new ServiceUnit(_kit, record, config);
        _units.Add(record.Name, unit);
        _releases.Add(record.Name, new Release(_kit, Record, unit));
        return unit;
    }

    private RoutingTable Table(FleetSpec spec) =>
        new()
        {
            Generation = 0,
            Services =
            [
                .. _units
                    .Values.Where(unit => !unit.IsRemoved)
                    .OrderBy(unit => unit.Name, StringComparer.Ordinal)
                    .Select(unit => RouteOf.Service(unit, _releases[unit.Name])),
            ],
            Pipelines =
            [
                .. spec.Manifest.Pipelines.Select(pair => new PipelineRoute { Name = pair.Key, Pipeline = pair.Value }),
            ],
        };

    // A replica is told to end only when nobody sends it requests any more; a gateway that does not take its routes cannot
    // hold it back for ever.
    private void LetGo()
    {
        foreach (var replica in _units.Values.SelectMany(unit => unit.Replicas).Where(each => each.IsStopping))
        {
            if (!_leaving.Exists(each => each.Replica == replica))
                _leaving.Add((replica, _routes.Generation));
        }

        foreach (var (replica, generation) in _leaving)
        {
            if (_routes.HasApplied(generation) || replica.HasWaitedToStop)
                replica.Terminate();
        }

        _leaving.RemoveAll(each => each.Replica.IsGone);
    }

    private void ForgetRemoved()
    {
        foreach (var unit in _units.Values.Where(unit => unit.IsRemoved && unit.Replicas.Count == 0).ToList())
        {
            // Its revisions stay for when it comes back; what it was told by hand does not.
            if (IsEnding)
                continue;
            unit.Change(record => record with { Replicas = null, Split = null, Scaled = null });
        }
    }
}
