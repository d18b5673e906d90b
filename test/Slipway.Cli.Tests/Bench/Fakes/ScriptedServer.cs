using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Slipway.Cli.Tests.Bench.Fakes;

/// <summary>A socket on loopback whose every connection is handled as the test says; it counts them.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;
    private int _count;

    public ScriptedServer(Func<NetworkStream, int, CancellationToken, Task> handle)
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync(handle);
    }

    public Uri Address { get; }

    public int Connections => Volatile.Read(ref _count);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Reads exactly so many bytes.</summary>
    public static async Task<byte[]> ReadAsync(NetworkStream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    private async Task AcceptAsync(Func<NetworkStream, int, CancellationToken, Task> handle)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(HandleAsync(client, handle, Interlocked.Increment(ref _count)));
            }
        }
        // However the listener says that it is gone: that depends on where the disposal met it.
        catch (Exception) when (_stop.IsCancellationRequested) { }
    }

    private async Task HandleAsync(
        TcpClient client,
        Func<NetworkStream, int, CancellationToken, Task> handle,
        int number
    )
    {
        using (client)
        {
            client.NoDelay = true;
            await handle(client.GetStream(), number, _stop.Token);
        }
    }
}
