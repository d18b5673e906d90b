using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Traffic;
using Slipway.Deployment.Traffic.Ledgers;
using Slipway.Errors;
using Slipway.Supervisor.Gateways;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Fleets;

/// <summary>
/// The fleet as it is, and its steps towards what it should be. Everything here is called by <see cref="FleetLoop"/> alone.
/// </summary>
internal sealed class FleetController : IDisposable
{
    // How long a supervisor waits for what it has found to say how it does, before it acts without that.
    private static readonly TimeSpan RecoveryPatience = TimeSpan.FromSeconds(15);

    private readonly ReplicaKit _kit;
    private readonly ServiceRoster _services;
    private readonly ServiceDeployments _deployments;
    private readonly HashSet<string> _called = new(StringComparer.Ordinal);
    private readonly TrafficLedger _ledger;
    private readonly GatewayUnit _gateway;
    private readonly RoutePusher _routes;
    private readonly Departures _departures;
    private DateTimeOffset? _recovering;
    private (string? Http, string? Grpc) _address;

    public FleetController(FleetPlace place, ReplicaKit kit)
    {
        _kit = kit;
        var now = kit.Time.GetUtcNow();
        _ledger = new TrafficLedger(now);
        _services = new ServiceRoster(kit, _ledger, Record);
        _deployments = new ServiceDeployments(kit, _services, Record);
        _gateway = new GatewayUnit(kit, place, message => Record(null, null, "gateway", message));
        _routes = new RoutePusher(_gateway);
        _departures = new Departures(_routes);
    }

    public FleetSpec? Spec { get; private set; }

    /// <summary>It was told to end.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>It was told to end, and nothing runs any more.</summary>
    public bool HasEnded => IsEnding && _gateway.IsGone && Units.All(unit => unit.Replicas.Count == 0);

    public GatewayClient? Gateway => _gateway.Client;

    public bool GatewayIsReady => _gateway.IsReady;

    /// <summary>Contents that revisions run or may be gone back to.</summary>
    public IReadOnlySet<string> Digests() => _services.Digests();

    private IEnumerable<ServiceUnit> Units => _services.Units;

    /// <summary>Takes up what a supervisor before this one has left: its spec, and the replicas that run.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        Spec = _kit.Store.Spec;
        _recovering = _kit.Time.GetUtcNow();
        var replicas = _kit
            .Store.Replicas()
            // Gateways by who succeeds whom: one that was started again is not the younger for that.
            .OrderBy(replica => replica.Service == GatewayUnit.Name ? replica.Revision : 0)
            .ThenBy(replica => replica.Started)
            .ToList();
        await _kit.Host.EndOrphansAsync(
            replicas.Select(replica => replica.Identity).OfType<string>().ToHashSet(StringComparer.Ordinal),
            cancellationToken
        );
        var revisions = _kit.Store.Revisions();
        foreach (var record in _kit.Store.Services())
        {
            var config = Spec?.Manifest.Services.GetValueOrDefault(record.Name);
            var unit = _services.Create(record, config ?? new ServiceConfig()).Unit;
            unit.IsRemoved = config is null;
            foreach (var revision in revisions.Where(revision => revision.Service == record.Name))
            {
                unit.Add(revision);
            }
        }

        foreach (var replica in replicas)
        {
            if (replica.Service == GatewayUnit.Name && Spec is not null)
                await _gateway.AdoptAsync(replica, Spec.Gateway, Spec.Manifest.Gateway, cancellationToken);
            else if (_services.ByName.TryGetValue(replica.Service, out var service))
                await service.Unit.AdoptAsync(replica, Addresses, cancellationToken);
            else
                _kit.Store.DeleteReplica(replica.Name);
        }

        _address = Addresses();
        if (Spec is not null)
            _gateway.Want(Spec.Gateway, Spec.Manifest.Gateway);
        if (_kit.Store.IsEnding)
            End();
    }

    /// <summary>Makes the fleet what a spec says.</summary>
    /// <param name="spec">How it should be.</param>
    /// <param name="made">By service, the revision that its launch makes.</param>
    /// <returns>What changed, in sentences.</returns>
    public IReadOnlyList<string> Apply(FleetSpec spec, IReadOnlyDictionary<string, RevisionRecord> made)
    {
        RefuseEnding();
        var before = Spec;
        var changes = new List<string>();
        using var transaction = _kit.Store.Begin();
        Spec = spec;
        _kit.Store.Spec = spec;
        foreach (var (name, config) in spec.Manifest.Services)
        {
            _deployments.Apply(name, config, made[name], before, changes);
        }

        foreach (var unit in Units.Where(unit => !spec.Manifest.Services.ContainsKey(unit.Name)))
        {
            if (!unit.IsRemoved)
                changes.Add($"{unit.Name} is taken out");
            unit.IsRemoved = true;
        }

        if (_gateway.Want(spec.Gateway, spec.Manifest.Gateway))
            changes.Add("a gateway with other settings takes over");
        if (before is null)
            Record(null, null, "up", $"the fleet starts with {string.Join(", ", spec.Manifest.Services.Keys)}");
        transaction.Commit();
        return changes;
    }

    /// <summary>Makes a revision of a service, which takes over by its policy.</summary>
    /// <returns>Its number.</returns>
    public int Deploy(string service, RevisionRecord made)
    {
        RefuseEnding();
        using var transaction = _kit.Store.Begin();
        var number = _deployments.Deploy(Find(service), made, rollsOut: true);
        transaction.Commit();
        return number;
    }

    /// <inheritdoc cref="ServiceRoster.Find"/>
    public ManagedService Find(string service) => _services.Find(service);

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
        // The spec stays until all has ended: a supervisor that takes over in between goes on with ending it.
        if (!_kit.Store.IsEnding)
        {
            Record(null, null, "down", "the fleet ends");
            _kit.Store.IsEnding = true;
        }

        _gateway.Stop();
    }

    /// <summary>To be called when it has ended: the next start is a new one.</summary>
    public void Forget()
    {
        using var transaction = _kit.Store.Begin();
        _kit.Store.Spec = null;
        _kit.Store.IsEnding = false;
        transaction.Commit();
    }

    public void Take(TrafficReport report) => _ledger.Add([report], _kit.Time.GetUtcNow());

    /// <summary>Requests wait for services that have no replica.</summary>
    public void Call(IEnumerable<string> services) => _called.UnionWith(services);

    /// <summary>A step from what there is to what there should be.</summary>
    public void Step()
    {
        _gateway.Tick();
        TellCallers();
        foreach (var unit in Units)
        {
            Try(unit.Name, unit.Tick);
        }

        if (IsRecovering())
            return;
        // While the fleet ends, services outlive the gateway, whose last requests they still answer.
        var mayEnd = !IsEnding || _gateway.IsGone;
        foreach (var service in _services.All)
        {
            Try(service.Name, () => Step(service, mayEnd));
        }

        _called.Clear();
        if (Spec is not null && !IsEnding)
            _routes.Offer(RouteTable.Of(Spec, _services.All));
        _departures.Step(Units.SelectMany(unit => unit.Replicas));
        _services.ForgetRemoved();
    }

    public FleetStatus Status() => StatusReport.Of(Spec, _gateway.Status(), _services, IsEnding);

    public void Dispose()
    {
        _gateway.Dispose();
        _services.Dispose();
    }

    private void RefuseEnding()
    {
        if (IsEnding)
        {
            throw new ServingException(
                ServingErrorCode.Unavailable,
                "The fleet is ending; start it again when it has ended."
            )
            {
                Reason = FleetClient.IsEnding,
            };
        }
    }

    private void Step(ManagedService service, bool mayEnd)
    {
        if (!IsEnding)
        {
            service.Autoscaler.Step(service.Ledger, _called.Contains(service.Name));
            service.Release.Step(service.Ledger);
        }

        if (mayEnd)
        {
            service.Unit.Reconcile(
                IsEnding ? new Dictionary<int, int>() : service.Release.Wanted(),
                StartOrder.MayStart(service.Unit, _services.ByName),
                Addresses
            );
        }
    }

    // What was found again counts as not ready until it was asked. To act on that would end and reroute what is well.
    private bool IsRecovering()
    {
        if (_recovering is not { } since)
            return false;
        var isKnown = _gateway.IsKnown && Units.SelectMany(unit => unit.Replicas).All(replica => replica.IsKnown);
        if (!isKnown && _kit.Time.GetUtcNow() - since < RecoveryPatience)
            return true;
        _recovering = null;
        return false;
    }

    // What fails for one service, a full disk say, is no reason to leave the others alone; the next step tries again.
    private void Try(string service, Action step)
    {
        try
        {
            step();
        }
        catch (Exception e)
        {
            _kit.Log.WillRetry(e, $"A step of {service}");
        }
    }

    // The gateway's address is told to replicas when they start.
    private void TellCallers()
    {
        var (was, address) = (_address, Addresses());
        _address = address;
        if (was.Http is null || was == address)
            return;
        foreach (var unit in Units.Where(unit => unit.CallsGateway))
        {
            unit.Change(record => record with { Epoch = record.Epoch + 1 });
            Record(unit.Name, null, "restarted", "its replicas are replaced: the gateway has another address");
        }
    }

    private (string? Http, string? Grpc) Addresses() => (_gateway.HttpAddress, _gateway.GrpcAddress);
}
