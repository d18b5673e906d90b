using System.Net;
using System.Net.Sockets;

namespace Slipway.EndToEnd.Tests.Images;

/// <summary>Ports for servers in containers, which cannot be asked which they took.</summary>
internal static class FreePorts
{
    public static (int Http, int Grpc) Take()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
