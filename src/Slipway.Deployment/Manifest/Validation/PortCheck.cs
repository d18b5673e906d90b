using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Validation;

/// <summary>Whether the gateway's ports are free, by listening on them for a moment.</summary>
/// <param name="own">Those that the fleet listens on already.</param>
internal sealed class PortCheck(IReadOnlyCollection<int> own) : IManifestValidator
{
    // asm-generic/socket.h
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;

    public void Validate(FleetManifest manifest, ManifestFindings findings)
    {
        var gateway = manifest.Gateway;
        Try(gateway.Host, gateway.Port, NodePath.Join("gateway", "port"), findings);
        if (gateway.GrpcPort != gateway.Port)
            Try(gateway.Host, gateway.GrpcPort, NodePath.Join("gateway", "grpc_port"), findings);
    }

    private void Try(string host, int port, string path, ManifestFindings findings)
    {
        if (port is <= 0 or > ushort.MaxValue || own.Contains(port) || AddressOf(host) is not { } address)
            return;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            ReuseAddress(socket);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
        }
        catch (SocketException e)
        {
            findings.Add(
                path,
                e.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse =>
                        $"port {port} of {host} is in use: end what listens there, choose another port, or 0 for a free one",
                    SocketError.AccessDenied =>
                        $"port {port} of {host} may not be listened on: choose one from 1024 on",
                    SocketError.AddressNotAvailable => $"{host} is no address of this machine",
                    _ => $"port {port} of {host} cannot be listened on: {e.Message}",
                }
            );
        }
    }

    // On Unix as servers do it: connections of a server that has ended do not keep its port. .NET's own option sets SO_REUSEPORT
    // too, by which this would get in beside a gateway of the same user.
    private static void ReuseAddress(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            var one = 1;
            socket.SetRawSocketOption(SolSocket, SoReuseAddress, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in one)));
        }
        else if (!OperatingSystem.IsWindows())
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
        }
    }

    private static IPAddress? AddressOf(string host) =>
        host switch
        {
            "*" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            _ => IPAddress.TryParse(host, out var address) ? address : null,
        };
}
