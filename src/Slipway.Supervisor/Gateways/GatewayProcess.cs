using System.Globalization;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;

namespace Slipway.Supervisor.Gateways;

/// <summary>
/// One of the gateways that a fleet has in the course of time. Its settings never change; where it dies it is started again with
/// them. Moved by the fleet's loop alone.
/// </summary>
internal sealed class GatewayProcess : IDisposable
{
    private readonly ReplicaKit _kit;
    private readonly FleetPlace _place;
    private readonly int _generation;
    private GatewayProbe? _probe;
    private IReadOnlyList<int> _takesOver;

    /// <param name="kit">What all replicas need.</param>
    /// <param name="place">Where it has its socket and its settings.</param>
    /// <param name="record">What is kept of it; its revision is its generation.</param>
    /// <param name="settings">What it is started with.</param>
    /// <param name="takesOver">The ports of the one that it is to succeed; empty: there is none.</param>
    public GatewayProcess(
        ReplicaKit kit,
        FleetPlace place,
        ReplicaRecord record,
        GatewaySettings settings,
        IReadOnlyList<int> takesOver
    )
    {
        (_kit, _place, _generation, Settings, _takesOver) = (kit, place, record.Revision, settings, takesOver);
        Client = new GatewayClient(place.GatewaySocketOf(_generation));
        Replica = new Replica(kit, record, Start, _ => _probe = new GatewayProbe(Client), new HealthConfig());
        Routes = new GatewayRoutes(this, kit.Log, kit.Wake);
    }

    public GatewaySettings Settings { get; }

    public GatewayClient Client { get; }

    public Replica Replica { get; }

    public GatewayRoutes Routes { get; }

    /// <summary>There is a process that may route requests.</summary>
    public bool Runs => Replica.ProcessId is not null;

    /// <summary>Its control can be asked.</summary>
    public bool Answers => Runs && _probe?.Answers == true;

    /// <summary>It is to take over from another, and has not yet.</summary>
    public bool IsSuccessor => _takesOver.Count > 0;

    /// <summary>Its start was tried and came to nothing, in words; null where it may still become ready.</summary>
    public string? Failure => Replica.LastEnd is not null || Replica.IsBroken ? Replica.Why ?? Replica.LastEnd : null;

    /// <summary>Where it listens for REST, as a process of this machine reaches it.</summary>
    public string HttpAddress => Address(Replica.Record.HttpPort);

    /// <inheritdoc cref="HttpAddress"/>
    public string GrpcAddress => Address(Replica.Record.GrpcPort);

    /// <summary>It has taken over: should it be started again, nobody else may be at its ports.</summary>
    public void StandAlone() => _takesOver = [];

    /// <summary>Lets the links say that this is the one, for those who look for the fleet's gateway.</summary>
    public void MakeKnown()
    {
        Link(_place.GatewaySocket, _place.GatewaySocketOf(_generation));
        Link(_place.GatewayConfig, _place.GatewayConfigOf(_generation));
    }

    /// <summary>Deletes what is kept for it, once it has ended for good.</summary>
    public void Forget()
    {
        File.Delete(_place.GatewaySocketOf(_generation));
        File.Delete(_place.GatewayConfigOf(_generation));
    }

    public void Dispose()
    {
        Replica.Dispose();
        Client.Dispose();
    }

    private ReplicaStart Start(ReplicaRecord record)
    {
        var file = _place.GatewayConfigOf(_generation);
        Settings.Write(file, record.HttpPort, record.GrpcPort);
        return new ReplicaStart
        {
            Name = record.Name,
            File = Settings.Program.File,
            Arguments =
            [
                .. Settings.Program.Arguments,
                "--config",
                file,
                "--control",
                $"unix:{_place.GatewaySocketOf(_generation)}",
                "--api",
                $"unix:{_place.Socket}",
                .. IsSuccessor ? (string[])["--takes-over", string.Join(',', _takesOver)] : [],
            ],
            Environment = InheritedEnvironment.With([]),
            LogFile = _kit.Logs.Open(GatewayUnit.Name),
        };
    }

    private string Address(int port)
    {
        var config = Settings.Config;
        // A wildcard is no address to call.
        var host = config.Host is "*" or "0.0.0.0" or "::" ? "127.0.0.1" : config.Host;
        if (host.Contains(':', StringComparison.Ordinal))
            host = $"[{host}]";
        var scheme = config.Tls is null ? "http" : "https";
        return string.Create(CultureInfo.InvariantCulture, $"{scheme}://{host}:{port}");
    }

    // At once, so that there is always one.
    private static void Link(string path, string target)
    {
        var made = path + ".new";
        File.Delete(made);
        File.CreateSymbolicLink(made, Path.GetFileName(target));
        File.Move(made, path, overwrite: true);
    }
}
