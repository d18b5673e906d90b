using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace Slipway.Cli.Bench.Load.Http;

/// <summary>
/// One connection of HTTP/1.1 over which the same bytes are written again and again. A client of our own, because
/// <see cref="HttpClient"/> takes more of the machine than a server that answers small requests.
/// </summary>
internal sealed class RestChannel(RestTransport transport) : ILoadChannel
{
    // Servers close connections that were idle for long; this one may have been while other slots were taken.
    private static readonly TimeSpan MostIdle = TimeSpan.FromSeconds(1);

    private Socket? _socket;
    private Stream? _stream;
    private ResponseReader? _reader;
    private Task _writing = Task.CompletedTask;
    private long _lastUse;
    private volatile bool _isDisposed;

    public string LastMessage => _reader?.Message ?? "";

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome> SendAsync()
    {
        try
        {
            if (_stream is null || !CanBeUsedAgain())
                await ConnectAsync();
            Write(transport.Request);
            var head = await _reader!.ReadAsync(stopsAtInterim: transport.AsksFirst);
            if (head.IsInterim)
            {
                Write(transport.Body);
                head = await _reader.ReadAsync();
            }

            _lastUse = Environment.TickCount64;
            if (!head.KeepsAlive)
                Close();
            return transport.Judge(head.Status, _reader.BodyLength);
        }
        catch (Exception e)
            when (e
                    is IOException
                        or SocketException
                        or ObjectDisposedException
                        or MalformedResponseException
                        or AuthenticationException
            )
        {
            Close();
            return ConnectionCauses.Outcome(e);
        }
    }

    public void Abort() => _socket?.Dispose();

    public void Dispose()
    {
        _isDisposed = true;
        _socket?.Dispose();
    }

    // Not waited for: an answer may come before a large request is written whole, most often a refusal.
    private void Write(ReadOnlyMemory<byte> bytes)
    {
        var write = _stream!.WriteAsync(bytes);
        if (!write.IsCompletedSuccessfully)
            _writing = write.AsTask();
    }

    private bool CanBeUsedAgain()
    {
        if (!_writing.IsCompletedSuccessfully)
            return false;
        // Nothing is to be read now: where something is, it is the end.
        return Environment.TickCount64 - _lastUse < MostIdle.TotalMilliseconds
            || !_socket!.Poll(0, SelectMode.SelectRead);
    }

    private async Task ConnectAsync()
    {
        Close();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket = socket;
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        await socket.ConnectAsync(transport.EndPoint);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        _stream = stream;
        if (transport.TlsHost is { } host)
        {
            var secure = new SslStream(stream);
            _stream = secure;
            await secure.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                }
            );
        }

        _reader = new ResponseReader(_stream);
        _lastUse = Environment.TickCount64;
    }

    private void Close()
    {
        // What the last write ended with has shown in the answer, or in there being none.
        _ = _writing.ContinueWith(
            t => t.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default
        );
        _writing = Task.CompletedTask;
        _stream?.Dispose();
        _socket?.Dispose();
        _stream = null;
        _socket = null;
    }
}
