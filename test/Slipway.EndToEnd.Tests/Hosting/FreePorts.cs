using System.Net;
using System.Net.Sockets;

namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>Ports for servers that cannot be asked which they took: those in containers, and those that are not ready.</summary>
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
