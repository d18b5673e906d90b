using Slipway.Deployment.Fleet;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Gateways;

/// <summary>
/// The gateway of a fleet. Other settings are another process, which takes over without a request that fails:
/// <code>
/// 1  it starts beside the one there is, and gets its routes     BeginHandover
/// 2  it listens at its ports: new connections are its own       TakeOver; where it cannot, the old one goes on: GiveUp
/// 3  the old one ends in good order                             LeavingGateway
/// </code>
/// Moved by the fleet's loop alone.
/// </summary>
internal sealed class GatewayUnit(ReplicaKit kit, FleetPlace place, Action<string> tell) : IDisposable
{
    /// <summary>Its name in logs, and where services' names are asked for.</summary>
    public const string Name = "gateway";

    // For connections that are on their way; and for replicas to learn of another address.
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StayElsewhere = TimeSpan.FromSeconds(15);

    private readonly ReplicaKit _kit = kit with { HasFixedPorts = true, LogName = Name };
    private readonly List<LeavingGateway> _leaving = [];
    private GatewayProcess? _current;
    private GatewayProcess? _next;
    private GatewaySettings? _wanted;
    private string? _refused;
    private bool _isStopping;
    private int _generation;

    /// <summary>Of the one that takes requests.</summary>
    public GatewayClient? Client => _current?.Client;

    public bool IsReady => _current?.Replica.TakesRequests == true;

    public bool IsGone => _current?.Replica.IsGone != false && _next is null && _leaving.Count == 0;

    /// <summary>Where it listens for REST, as a process of this machine reaches it; null before it was started.</summary>
    public string? HttpAddress => _current?.HttpAddress;

    /// <inheritdoc cref="HttpAddress"/>
    public string? GrpcAddress => _current?.GrpcAddress;

    /// <summary>What it is, is known: it was asked since it was taken up, or does not run.</summary>
    public bool IsKnown => _current?.Replica.IsKnown != false && _next?.Replica.IsKnown != false;

    /// <summary>The processes that route requests, or are about to.</summary>
    public IEnumerable<GatewayProcess> Routing =>
        ((GatewayProcess?[])[_current, _next])
            .OfType<GatewayProcess>()
            .Concat(_leaving.Where(each => each.Routes).Select(each => each.Gateway));

    // Two processes can share a port there in such a way that none of its connections is lost.
    private static bool CanHandOver => OperatingSystem.IsLinux();

    public GatewayStatus Status() =>
        new()
        {
            State = _current?.Replica.State ?? ReplicaState.Stopping,
            Http = HttpAddress,
            Grpc = GrpcAddress,
            ProcessId = _current?.Replica.ProcessId,
            Restarts = _current?.Replica.Record.Restarts ?? 0,
            MemoryBytes = _current?.Replica.MemoryBytes ?? 0,
            Why = _current is null ? "it was not started" : _current.Replica.Why,
            IsChanging = _next is not null,
            Refused = _refused,
        };

    /// <summary>Has it run with these settings. Where it has others, one with these takes over.</summary>
    /// <returns>Whether one has to.</returns>
    public bool Want(ProgramSpec program, Deployment.Manifest.GatewayConfig config)
    {
        var settings = new GatewaySettings(program, config);
        _wanted = settings;
        _isStopping = false;
        if (_current is null)
        {
            Create();
            return false;
        }

        // What was refused is tried again: what it named, a certificate say, may be another now.
        _refused = null;
        return Approach();
    }

    /// <summary>
    /// Takes up what a supervisor before this one has left, the oldest first: of two that run the younger is about to take over,
    /// or has.
    /// </summary>
    public async Task AdoptAsync(
        ReplicaRecord record,
        ProgramSpec program,
        Deployment.Manifest.GatewayConfig config,
        CancellationToken cancellationToken
    )
    {
        _generation = Math.Max(_generation, record.Revision);
        _kit.Ports.Reserve(record.HttpPort);
        _kit.Ports.Reserve(record.GrpcPort);
        var settings = new GatewaySettings(program, config).AsWritten(
            place.GatewayConfigOf(record.Revision),
            record.HttpPort,
            record.GrpcPort
        );
        var running = record.Identity is { } identity
            ? await _kit.Host.AdoptAsync(record.Name, identity, cancellationToken)
            : null;
        var process = new GatewayProcess(_kit, place, record, settings, Ports(running is null ? null : _current));
        if (running is not null)
            process.Replica.Adopt(running);
        if (_current is null || (running is not null && !_current.Runs))
            (_current, process) = (process, _current);
        else if (running is not null)
            (_current, _next, process) = _next is null ? (_current, process, null) : (_next, process, _current);
        _current.StandAlone();
        if (process is not null)
            End(process);
    }

    public void Stop()
    {
        _isStopping = true;
        _current?.Replica.Terminate();
        if (_next is not null)
            End(_next);
        _next = null;
        _leaving.ForEach(each => each.Terminate());
    }

    public void Tick()
    {
        _current?.Replica.Tick();
        _next?.Replica.Tick();
        _leaving.ForEach(each => each.Tick());
        foreach (var gone in _leaving.Where(each => each.IsGone).ToList())
        {
            _leaving.Remove(gone);
            gone.Dispose();
            // They were the others' too.
            foreach (var port in Ports(_current).Concat(Ports(_next)))
            {
                _kit.Ports.Reserve(port);
            }
        }

        if (_next is { Replica.TakesRequests: true })
            TakeOver(_next);
        else if (_next?.Failure is { } why)
            GiveUp(_next, why);
        Approach();
        if (_current is not { Replica.IsGone: true })
            return;
        if (_isStopping)
            _current.Forget();
        else
            Create();
    }

    public void Dispose()
    {
        foreach (var process in _leaving.Select(each => each.Gateway).Append(_current).Append(_next))
        {
            process?.Dispose();
        }
    }

    private void Create()
    {
        var before = _current;
        _current = Make(_wanted!, before, []);
        _current.MakeKnown();
        before?.Forget();
        before?.Dispose();
    }

    // Begins with what leads to the wanted settings, where nothing does yet.
    private bool Approach()
    {
        if (_current is null || _wanted is null || _isStopping)
            return false;
        // One of a supervisor before this may have taken over already: it is asked before it is ended.
        if (_next is { Replica.IsKnown: true } && !_next.Settings.IsSameAs(_wanted))
        {
            End(_next);
            _next = null;
        }

        if (
            _next is not null
            || _refused is not null
            || _current.Replica.IsStopping
            || _current.Settings.IsSameAs(_wanted)
        )
            return false;
        if (CanHandOver && _current.Runs)
            _next = BeginHandover(_current, _wanted);
        else
            _current.Replica.Terminate();
        return true;
    }

    private GatewayProcess BeginHandover(GatewayProcess from, GatewaySettings settings) =>
        Make(settings, from, Ports(from));

    private void TakeOver(GatewayProcess next)
    {
        var before = _current!;
        _current = next;
        _next = null;
        next.StandAlone();
        next.MakeKnown();
        var hasMoved = before.HttpAddress != next.HttpAddress || before.GrpcAddress != next.GrpcAddress;
        _leaving.Add(new LeavingGateway(before, _kit.Time, hasMoved ? StayElsewhere : Stay));
        tell("a gateway with other settings has taken over");
    }

    private void GiveUp(GatewayProcess next, string why)
    {
        End(next);
        _next = null;
        if (!next.Settings.IsSameAs(_wanted!))
            return;
        _refused = why;
        tell($"the gateway goes on with the settings of before, since none starts with the new ones: {why}");
    }

    private void End(GatewayProcess process)
    {
        var leaving = new LeavingGateway(process, _kit.Time, TimeSpan.Zero);
        leaving.Terminate();
        _leaving.Add(leaving);
    }

    private GatewayProcess Make(GatewaySettings settings, GatewayProcess? before, IReadOnlyList<int> takesOver)
    {
        var generation = before is null ? _generation : ++_generation;
        var (config, ports) = (settings.Config, before?.Replica.Record);
        return new GatewayProcess(
            _kit,
            place,
            new ReplicaRecord
            {
                Name = generation == 0 ? Name : $"{Name}-{generation}",
                Service = Name,
                Revision = generation,
                Index = 0,
                Epoch = 0,
                // Ports that nobody has asked for stay what they were: callers know them.
                HttpPort = config.Port != 0 ? config.Port : ports?.HttpPort ?? _kit.Ports.Take(),
                GrpcPort = config.GrpcPort != 0 ? config.GrpcPort : ports?.GrpcPort ?? _kit.Ports.Take(),
            },
            settings,
            takesOver
        );
    }

    private static int[] Ports(GatewayProcess? process) =>
        process is null ? [] : [process.Replica.Record.HttpPort, process.Replica.Record.GrpcPort];
}
