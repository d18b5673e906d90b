using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

/// <summary>
/// Loaded into a process through <c>DOTNET_STARTUP_HOOKS</c>, so that the measured program needs no code of its own.
/// Each connection to loopback port <c>SLIPWAY_PROBE_PORT</c> is answered with the bytes that the process has
/// allocated on the managed heap since it began, as decimal text, and closed. The name and the missing namespace are
/// what the runtime looks for.
/// </summary>
#pragma warning disable MA0047 // see above
internal static class StartupHook
{
    public static void Initialize()
    {
        var port = Environment.GetEnvironmentVariable("SLIPWAY_PROBE_PORT");
        if (port is null)
            return;

        var listener = new TcpListener(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture));
        listener.Start();
        new Thread(() => Answer(listener)) { IsBackground = true, Name = "allocation probe" }.Start();
    }

    private static void Answer(TcpListener listener)
    {
        Span<byte> text = stackalloc byte[20];
        while (true)
        {
            using var socket = listener.AcceptSocket();
            Utf8Formatter.TryFormat(GC.GetTotalAllocatedBytes(precise: true), text, out var length);
            socket.Send(text[..length]);
        }
    }
}
