using Slipway.Cli.Bench.Load.Http;

namespace Slipway.Cli.Bench.Load.Grpc;

/// <summary>One call at a time on a connection that other channels use as well.</summary>
internal sealed class GrpcChannel(GrpcTransport transport, HttpMessageInvoker connection) : ILoadChannel
{
    private const int BufferLength = 64 * 1024;

    private readonly byte[] _buffer = new byte[BufferLength];
    private CancellationTokenSource _abort = new();
    private volatile bool _isDisposed;

    public string LastMessage { get; private set; } = "";

    public async ValueTask<Outcome> SendAsync()
    {
        if (_abort.IsCancellationRequested && !_isDisposed)
        {
            _abort.Dispose();
            _abort = new CancellationTokenSource();
        }

        try
        {
            using var request = transport.Call.NewRequest();
            using var response = await connection.SendAsync(request, _abort.Token);
            await using var content = await response.Content.ReadAsStreamAsync(_abort.Token);
            long length = -GrpcCall.PrefixLength;
            int read;
            while ((read = await content.ReadAsync(_buffer, _abort.Token)) > 0)
            {
                length += read;
            }

            var outcome = GrpcStatuses.Outcome((int)response.StatusCode, GrpcCall.Status(response));
            if (outcome.Kind != OutcomeKind.Answered)
                LastMessage = GrpcCall.Message(response);
            else if (transport.ExpectedLength is { } expected && expected != length)
                return Outcome.OtherLength;
            return outcome;
        }
        catch (OperationCanceledException)
        {
            return Outcome.Failed("cancelled");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            return ConnectionCauses.Outcome(e);
        }
    }

    public void Abort() => _abort.Cancel();

    public void Dispose()
    {
        _isDisposed = true;
        _abort.Cancel();
    }
}
