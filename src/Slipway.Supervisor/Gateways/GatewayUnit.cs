using System.Globalization;
using System.Text.Json;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Gateways;

/// <summary>The gateway's process. Moved by the fleet's loop alone.</summary>
internal sealed class GatewayUnit(ReplicaKit kit, FleetPlace place) : IDisposable
{
    /// <summary>The name of its replica, and where services' names are asked for.</summary>
    public const string Name = "gateway";

    private readonly ReplicaKit _kit = kit with { HasFixedPorts = true };
    private Replica? _replica;
    private (ProgramSpec Program, GatewayConfig Config)? _wanted;
    private bool _isStopping;

    public GatewayClient Client { get; } = new(place.GatewaySocket);

    public bool IsReady => _replica?.TakesRequests == true;

    public bool IsGone => _replica is null || _replica.IsGone;

    /// <summary>There is a process that may route requests.</summary>
    public bool Runs => _replica?.ProcessId is not null;

    /// <summary>Where it listens for REST, as a process of this machine reaches it; null before it was started.</summary>
    public string? HttpAddress => Address(_wanted?.Config.Port, _replica?.Record.HttpPort);

    /// <inheritdoc cref="HttpAddress"/>
    public string? GrpcAddress => Address(_wanted?.Config.GrpcPort, _replica?.Record.GrpcPort);

    /// <summary>What it is, is known: it was asked since it was taken up, or does not run.</summary>
    public bool IsKnown => _replica?.IsKnown ?? true;

    public GatewayStatus Status() =>
        new()
        {
            State = _replica?.State ?? ReplicaState.Stopping,
            Http = HttpAddress,
            Grpc = GrpcAddress,
            ProcessId = _replica?.ProcessId,
            Restarts = _replica?.Record.Restarts ?? 0,
            MemoryBytes = _replica?.MemoryBytes ?? 0,
            Why = _replica is null ? "it was not started" : _replica.Why,
        };

    /// <summary>Has it run with these settings; one that runs with others ends first.</summary>
    /// <returns>Whether one had to.</returns>
    public bool Want(ProgramSpec program, GatewayConfig config)
    {
        var changes = _wanted is { } before && (!Same(before.Program, program) || Text(before.Config) != Text(config));
        _wanted = (program, config);
        _isStopping = false;
        if (changes)
            _replica?.Terminate();
        if (_replica is null)
            Create();
        return changes;
    }

    /// <summary>Takes up the one that runs.</summary>
    public async Task AdoptAsync(
        ReplicaRecord record,
        ProgramSpec program,
        GatewayConfig config,
        CancellationToken cancellationToken
    )
    {
        _wanted = (program, Started(record, config));
        _kit.Ports.Reserve(record.HttpPort);
        _kit.Ports.Reserve(record.GrpcPort);
        Create(record);
        if (
            record.Identity is { } identity
            && await _kit.Host.AdoptAsync(Name, identity, cancellationToken) is { } running
        )
            _replica!.Adopt(running);
    }

    public void Stop()
    {
        _isStopping = true;
        _replica?.Terminate();
    }

    public void Tick()
    {
        _replica?.Tick();
        if (_replica is { IsGone: true } && !_isStopping)
            Create();
    }

    public void Dispose()
    {
        _replica?.Dispose();
        Client.Dispose();
    }

    private void Create()
    {
        var config = _wanted!.Value.Config;
        // Ports that nobody has asked for stay what they were: callers know them.
        var before = _replica?.Record;
        Create(
            new ReplicaRecord
            {
                Name = Name,
                Service = Name,
                Revision = 0,
                Index = 0,
                Epoch = 0,
                HttpPort = config.Port != 0 ? config.Port : before?.HttpPort ?? _kit.Ports.Take(),
                GrpcPort = config.GrpcPort != 0 ? config.GrpcPort : before?.GrpcPort ?? _kit.Ports.Take(),
            }
        );
    }

    private void Create(ReplicaRecord record)
    {
        _replica?.Dispose();
        _replica = new Replica(_kit, record, Start, _ => new GatewayProbe(Client), new HealthConfig());
    }

    private ReplicaStart Start(ReplicaRecord record)
    {
        var (program, config) = _wanted!.Value;
        var file = place.GatewayConfig;
        File.WriteAllText(file, Text(config with { Port = record.HttpPort, GrpcPort = record.GrpcPort }));
        return new ReplicaStart
        {
            Name = Name,
            File = program.File,
            Arguments =
            [
                .. program.Arguments,
                "--config",
                file,
                "--control",
                $"unix:{place.GatewaySocket}",
                "--api",
                $"unix:{place.Socket}",
            ],
            Environment = InheritedEnvironment.With([]),
            LogFile = _kit.Logs.Open(Name),
        };
    }

    // What the process that runs was started with, so that other settings are seen to be others.
    private GatewayConfig Started(ReplicaRecord record, GatewayConfig config)
    {
        try
        {
            var text = File.ReadAllText(place.GatewayConfig);
            return text == Text(config with { Port = record.HttpPort, GrpcPort = record.GrpcPort })
                ? config
                : JsonSerializer.Deserialize(text, DeploymentJson.Default.GatewayConfig)!;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return config;
        }
    }

    private string? Address(int? wanted, int? has)
    {
        var port = wanted is 0 ? has : wanted;
        if (port is null || _wanted is not { Config: var config })
            return null;
        // A wildcard is no address to call.
        var host = config.Host is "*" or "0.0.0.0" or "::" ? "127.0.0.1" : config.Host;
        if (host.Contains(':', StringComparison.Ordinal))
            host = $"[{host}]";
        var scheme = config.Tls is null ? "http" : "https";
        return string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}");
    }

    private static bool Same(ProgramSpec one, ProgramSpec other) =>
        one.File == other.File && one.Arguments.SequenceEqual(other.Arguments);

    private static string Text(GatewayConfig config) =>
        JsonSerializer.Serialize(config, DeploymentJson.Default.GatewayConfig);
}
