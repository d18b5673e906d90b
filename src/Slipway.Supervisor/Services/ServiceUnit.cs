using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Supervisor.Health;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Services;

/// <summary>
/// One service: its revisions, and as many replicas of each as there should be. Moved by the fleet's loop alone; every step goes
/// from what there is to what there should be, so that it does not matter where the last supervisor stopped.
/// </summary>
internal sealed class ServiceUnit(ReplicaKit kit, ServiceRecord record, ServiceConfig config) : IDisposable
{
    private readonly SortedDictionary<int, RevisionRecord> _revisions = [];
    private readonly List<Replica> _replicas = [];

    public string Name => Record.Name;

    public ServiceRecord Record { get; private set; } = record;

    /// <summary>As the manifest has it now; what belongs to revisions is in them.</summary>
    public ServiceConfig Config { get; private set; } = config;

    public IReadOnlyDictionary<int, RevisionRecord> Revisions => _revisions;

    public IReadOnlyList<Replica> Replicas => _replicas;

    /// <summary>It is to end, and to be forgotten.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Its first revision has not answered its golden requests yet, or not as it should: it has no traffic.</summary>
    public bool IsOnTrial => Record is { Stable: 0, Split: null, Release.HasEnded: false };

    /// <summary>It has been ready since it was last started: nobody waits for it any more.</summary>
    public bool HasBeenReady { get; private set; }

    public IReadOnlyList<string> Models => Config.Models ?? [Name];

    /// <summary>How many replicas a revision with traffic should have.</summary>
    public int Desired =>
        IsRemoved ? 0
        : Record.Replicas is { } byHand ? byHand
        : Config.Scaling is { } scaling
            ? Math.Clamp(Record.Scaling?.Desired ?? Math.Max(1, scaling.Min), scaling.Min, scaling.Max)
        : Config.Replicas ?? 1;

    /// <summary>What does not hold as asked for, in sentences.</summary>
    public IEnumerable<string> Remarks => _replicas.Select(replica => replica.Remark).OfType<string>().Distinct();

    /// <summary>It is told where the gateway is.</summary>
    public bool CallsGateway =>
        (Config.Environment ?? [])
            .Values.Concat(Config.Arguments ?? [])
            .Any(text => text.Contains("${gateway.", StringComparison.Ordinal));

    public int Ready(int revision) => Of(revision).Count(replica => replica.TakesRequests);

    /// <summary>It has replicas, and none of them will become ready by itself.</summary>
    public bool IsBroken(int revision) => Of(revision).Any() && Of(revision).All(replica => replica.IsBroken);

    public IEnumerable<Replica> Of(int revision) => _replicas.Where(replica => replica.Record.Revision == revision);

    public void Change(Func<ServiceRecord, ServiceRecord> change)
    {
        Record = change(Record);
        kit.Store.Save(Record);
    }

    public void Configure(ServiceConfig config)
    {
        Config = config;
        foreach (var replica in _replicas)
        {
            replica.Health = config.Health ?? new HealthConfig();
        }
    }

    public void Add(RevisionRecord revision) => _revisions[revision.Number] = revision;

    /// <summary>Forgets revisions, whose replicas must have ended.</summary>
    public void Forget(int revision)
    {
        _revisions.Remove(revision);
        kit.Store.DeleteRevision(Name, revision);
    }

    /// <summary>Takes up a replica of the supervisor before this one.</summary>
    public async Task AdoptAsync(
        ReplicaRecord replica,
        Func<(string? Http, string? Grpc)> gateway,
        CancellationToken cancellationToken
    )
    {
        kit.Ports.Reserve(replica.HttpPort);
        kit.Ports.Reserve(replica.GrpcPort);
        var limits = _revisions.GetValueOrDefault(replica.Revision) is { } revision
            ? LaunchPlan.LimitsOf(revision)
            : ReplicaLimits.None;
        var running = replica.Identity is { } identity
            ? await kit.Host.AdoptAsync(replica.Name, identity, limits, cancellationToken)
            : null;
        if (running is null && !_revisions.ContainsKey(replica.Revision))
        {
            kit.Store.DeleteReplica(replica.Name);
            return;
        }

        var adopted = Create(replica, gateway);
        if (running is not null)
            adopted.Adopt(running);
    }

    /// <summary>Looks at every replica.</summary>
    public void Tick()
    {
        foreach (var replica in _replicas)
        {
            replica.Tick();
        }

        foreach (var gone in _replicas.Where(replica => replica.IsGone).ToList())
        {
            gone.Dispose();
            _replicas.Remove(gone);
        }

        HasBeenReady |= !IsOnTrial && _replicas.Any(replica => replica.TakesRequests);
    }

    /// <summary>Starts and stops what the numbers ask for, by what the last look has shown.</summary>
    /// <param name="wanted">Replicas by revision; those that are not in it should have none.</param>
    /// <param name="mayStart">What it waits for is ready.</param>
    /// <param name="gateway">The gateway's addresses.</param>
    public void Reconcile(
        IReadOnlyDictionary<int, int> wanted,
        bool mayStart,
        Func<(string? Http, string? Grpc)> gateway
    )
    {
        foreach (var revision in _replicas.Select(replica => replica.Record.Revision).Union(wanted.Keys).ToList())
        {
            var members = Of(revision).Where(replica => !replica.IsStopping).ToList();
            var (start, stop) = ReplicaSet.Plan(
                [
                    .. members.Select(each => new ReplicaSet.Member(
                        each.Record.Epoch == Record.Epoch,
                        each.TakesRequests
                    )),
                ],
                wanted.GetValueOrDefault(revision)
            );
            for (var i = 0; mayStart && i < start; i++)
            {
                Start(revision, gateway);
            }

            foreach (var i in stop)
            {
                members[i].BeginStop();
            }
        }
    }

    /// <summary>The ready replicas of a revision.</summary>
    public IReadOnlyList<EndpointRoute> Endpoints(int revision) =>
        [
            .. Of(revision)
                .Where(replica => replica.TakesRequests)
                .Select(replica => new EndpointRoute
                {
                    Replica = replica.Name,
                    Http = $"http://127.0.0.1:{replica.Record.HttpPort}",
                    Grpc = $"http://127.0.0.1:{replica.Record.GrpcPort}",
                }),
        ];

    public void Dispose() => _replicas.ForEach(replica => replica.Dispose());

    private void Start(int revision, Func<(string? Http, string? Grpc)> gateway)
    {
        var names = _replicas.Select(replica => replica.Name).ToHashSet(StringComparer.Ordinal);
        var index = 1;
        while (names.Contains(ReplicaName.Of(Name, revision, index)))
        {
            index++;
        }

        Create(
            new ReplicaRecord
            {
                Name = ReplicaName.Of(Name, revision, index),
                Service = Name,
                Revision = revision,
                Index = index,
                Epoch = Record.Epoch,
                HttpPort = kit.Ports.Take(),
                GrpcPort = kit.Ports.Take(),
            },
            gateway
        );
    }

    private Replica Create(ReplicaRecord record, Func<(string? Http, string? Grpc)> gateway)
    {
        var health = Config.Health ?? new HealthConfig();
        var replica = new Replica(
            kit,
            record,
            current => LaunchPlan.Of(_revisions[current.Revision], current, kit.Logs.Open(current.Name), gateway()),
            current => new HealthEndpointProbe(kit.Http, current.HttpPort, health.Timeout),
            health
        );
        _replicas.Add(replica);
        return replica;
    }
}
