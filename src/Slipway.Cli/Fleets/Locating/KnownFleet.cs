using System.Net.Sockets;
using Slipway.Deployment.Fleet;

namespace Slipway.Cli.Fleets.Locating;

/// <summary>A fleet that was started on this machine once, whether or not it runs now.</summary>
internal sealed record KnownFleet(FleetRecord Record, FleetPlace Place) : IFoundFleet
{
    public string Name => Record.Name;

    /// <summary>Whether a supervisor answers for it.</summary>
    /// <exception cref="CliException">Another user may have put its socket there.</exception>
    public bool Runs => Answers(Place.Socket);

    /// <summary>Whether its gateway answers, be it without a supervisor.</summary>
    public bool HasGateway => Answers(Place.GatewaySocket);

    /// <summary>
    /// A supervisor was there and did not end in good order, or did so without its fleet: what it ran may run on.
    /// </summary>
    public bool IsAbandoned => !Runs && (File.Exists(Place.Socket) || HasGateway);

    public bool IsExpected => Runs || IsAbandoned;

    public string Gone =>
        $"The supervisor of {Name} has ended; 'slipway up --detach {Record.Manifest}' starts another.";

    // A socket's file stays when its process is killed; a connection is refused then, at once.
    private static bool Answers(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            return false;
        try
        {
            OwnFolder.Check(folder);
        }
        catch (IOException e)
        {
            throw new CliException(ExitCodes.Failure, $"The sockets of a fleet are not to be trusted: {e.Message}");
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
