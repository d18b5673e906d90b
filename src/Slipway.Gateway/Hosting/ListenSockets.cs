using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Slipway.Gateway.Hosting;

/// <summary>
/// Sockets that listen. On Linux a port can be listened at by two processes of one user that both allow it (SO_REUSEPORT,
/// socket(7)): a gateway and its successor. Nobody else gets in: a port is taken without the option, which the system refuses
/// where anybody listens, and the option is set afterwards, for the successor.
/// </summary>
internal static class ListenSockets
{
    // asm-generic/socket.h
    private const int SolSocket = 1;
    private const int SoReusePort = 15;
    private const int SoAttachReusePortCbpf = 51;

    // linux/bpf_common.h: BPF_RET | BPF_K
    private const ushort Return = 0x06;

    /// <param name="endpoint">Where.</param>
    /// <param name="predecessor">Ports of the gateway that this one succeeds.</param>
    /// <exception cref="SocketException">AddressAlreadyInUse: by somebody else.</exception>
    public static Socket Create(EndPoint endpoint, IReadOnlyList<int> predecessor)
    {
        if (OperatingSystem.IsLinux() && endpoint is IPEndPoint address)
            return predecessor.Contains(address.Port) ? Beside(address) : Alone(address);
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(endpoint.ToString()!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }

    private static Socket Alone(IPEndPoint address)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        try
        {
            // Of two that have bound it, one may listen: only then is it ours. Kestrel's own call changes the backlog.
            socket.Listen();
            Share(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Socket Beside(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As Kestrel has it: any address of IPv6 is any of IPv4 too.
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            Share(socket);
            socket.Bind(address);
            socket.Listen();
            PreferSecond(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Share(Socket socket)
    {
        var one = 1;
        socket.SetRawSocketOption(SolSocket, SoReusePort, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in one)));
    }

    // The system would go on giving half of the connections to the older socket, and drop those that wait there when it is
    // closed. So it is told to choose the socket of index 1, the younger; where there is none, it takes the one there is.
    private static void PreferSecond(Socket socket)
    {
        var instruction = new byte[8];
        MemoryMarshal.Write(instruction, Return);
        MemoryMarshal.Write(instruction.AsSpan(4), 1u);
        var pinned = GCHandle.Alloc(instruction, GCHandleType.Pinned);
        try
        {
            // struct sock_fprog: how many instructions, and where they are.
            var program = new byte[2 * IntPtr.Size];
            MemoryMarshal.Write(program, (ushort)1);
            MemoryMarshal.Write(program.AsSpan(IntPtr.Size), pinned.AddrOfPinnedObject());
            socket.SetRawSocketOption(SolSocket, SoAttachReusePortCbpf, program);
        }
        catch (SocketException)
        {
            // Both listen, then, for as long as both are there.
        }
        finally
        {
            pinned.Free();
        }
    }
}
