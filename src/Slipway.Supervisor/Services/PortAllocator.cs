using System.Net;
using System.Net.Sockets;

namespace Slipway.Supervisor.Services;

/// <summary>
/// Free ports of loopback for replicas, outside of the range that systems take for outgoing connections, so that none is taken
/// between its choice and the replica's start.
/// </summary>
internal sealed class PortAllocator(Random random)
{
    private const int Lowest = 20_000;
    private const int Highest = 32_000;
    private const int Tries = 1_000;

    private readonly HashSet<int> _taken = [];

    /// <exception cref="IOException">There is none.</exception>
    public int Take()
    {
        for (var i = 0; i < Tries; i++)
        {
            var port = random.Next(Lowest, Highest);
            if (!_taken.Contains(port) && IsFree(port))
            {
                _taken.Add(port);
                return port;
            }
        }

        throw new IOException($"No port from {Lowest} to {Highest} is free on 127.0.0.1.");
    }

    /// <summary>Marks the port of a replica that was found again.</summary>
    public void Reserve(int port) => _taken.Add(port);

    public void Return(int port) => _taken.Remove(port);

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
