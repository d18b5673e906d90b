using System.Net;
using System.Net.Sockets;

namespace Slipway.Oci.Tests.Registries;

/// <summary>
/// Passes bytes between a client and a registry, counts them, and cuts connections when it is told to. A cut is a reset, as
/// of a machine that went away.
/// </summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly int _registry;
    private readonly Task _accepting;
    private long _toRegistry;
    private long _cutUpAfter = long.MaxValue;
    private long _cutDownAfter = long.MaxValue;
    private int _cuts;

    public FaultyProxy(int registry)
    {
        _registry = registry;
        _listener.Start();
        Host = $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _accepting = AcceptAsync();
    }

    public string Host { get; }

    /// <summary>Bytes that clients sent, heads and bodies.</summary>
    public long BytesToRegistry => Interlocked.Read(ref _toRegistry);

    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts the connection that brings the sum of what was sent from now on over so many bytes, once.</summary>
    public void CutUpload(long after) => Interlocked.Exchange(ref _cutUpAfter, BytesToRegistry + after);

    /// <summary>Cuts a connection after so many bytes came back on it, once.</summary>
    public void CutDownload(long after) => Interlocked.Exchange(ref _cutDownAfter, after);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It stops.
        }

        await Task.WhenAll(connections);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var registry = new TcpClient())
        {
            try
            {
                await registry.ConnectAsync(IPAddress.Loopback, _registry, _stop.Token);
                await Task.WhenAny(
                    PumpAsync(client, registry, CountUp),
                    PumpAsync(registry, client, new DownCounter(this).Count)
                );
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
                // The registry is gone.
            }

            client.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<int, bool> passes)
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _stop.Token) is > 0 and var read)
            {
                if (!passes(read))
                {
                    Interlocked.Increment(ref _cuts);
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stop.Token);
            }
        }
        catch (Exception e)
            when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException
            )
        {
            // The other way ended first.
        }
    }

    private bool CountUp(int bytes)
    {
        var sum = Interlocked.Add(ref _toRegistry, bytes);
        var limit = Interlocked.Read(ref _cutUpAfter);
        return sum < limit || Interlocked.CompareExchange(ref _cutUpAfter, long.MaxValue, limit) != limit;
    }

    private sealed class DownCounter(FaultyProxy proxy)
    {
        private long _sum;

        public bool Count(int bytes)
        {
            _sum += bytes;
            var limit = Interlocked.Read(ref proxy._cutDownAfter);
            return _sum < limit || Interlocked.CompareExchange(ref proxy._cutDownAfter, long.MaxValue, limit) != limit;
        }
    }
}
