using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// One ModelStreamInfer call. Requests are computed side by side, those of one sequence one after another; answers go
/// out in the order of the requests, as Triton's do. A request that fails is answered with its error, and the stream
/// goes on.
/// </summary>
internal sealed class InferenceStream(
    HttpContext context,
    StreamedRequestReader reader,
    Func<InferenceRequest, CancellationToken, ValueTask<InferenceResponse>> infer,
    StreamWindow window,
    ILogger logger
)
{
    private readonly Channel<Pending> _pending = Channel.CreateUnbounded<Pending>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
    );

    private readonly SequenceOrder _sequences = new();
    private readonly bool _endsAtFailure = StreamReply.EndsAtFailure(context.Request);

    /// <summary>
    /// Returns when the caller has sent its last request and has every answer. On failure nothing is left running or
    /// rented.
    /// </summary>
    /// <param name="stopping">The server stops: no more is read, and what was read is answered.</param>
    /// <param name="ct">The caller has gone, or its deadline has passed.</param>
    /// <exception cref="ServingException">The stream cannot go on, or the server stops (Unavailable).</exception>
    public async Task RunAsync(CancellationToken stopping, CancellationToken ct)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var noMore = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, stopping);
        var reading = ReadAllAsync(noMore.Token, stopping, ended.Token);
        try
        {
            await foreach (var pending in _pending.Reader.ReadAllAsync(ct))
            {
                await WriteAsync(pending, ct);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await reading;
            await AbandonAsync();
        }
    }

    private async Task ReadAllAsync(CancellationToken noMore, CancellationToken stopping, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await window.WaitAsync(noMore);
                if (await reader.ReadAsync(noMore) is not { } message)
                    break;
                window.Take(message.Length);
                _pending.Writer.TryWrite(new Pending(message, Begin(message, ct)));
            }

            _pending.Writer.Complete();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            _pending.Writer.Complete(
                ServingException.Unavailable("The server is stopping; open another stream for further requests.")
            );
        }
        catch (Exception failure)
        {
            _pending.Writer.Complete(failure);
        }
    }

    private Task<InferenceResponse> Begin(StreamedRequest message, CancellationToken ct) =>
        message.Request is { } request
            ? _sequences.Run(request, () => Task.Run(() => InferAsync(request, ct), CancellationToken.None))
            : Task.FromException<InferenceResponse>(message.Failure!);

    private async Task<InferenceResponse> InferAsync(InferenceRequest request, CancellationToken ct)
    {
        using (request)
        {
            return await infer(request, ct);
        }
    }

    private async Task WriteAsync(Pending pending, CancellationToken ct)
    {
        InferenceResponse? response = null;
        try
        {
            string? error = null;
            try
            {
                response = await pending.Answer;
                StreamReply.MarkFinal(response);
            }
            catch (Exception failure) when (!_endsAtFailure && !ct.IsCancellationRequested)
            {
                error = GrpcFailure.Of(failure, late: false, logger).Message;
            }

            if (response is null)
                await StreamReply.WriteAsync(context.Response, error!, pending.Message.Names, ct);
            else
                await StreamReply.WriteAsync(context.Response, response, ct);
        }
        finally
        {
            response?.Dispose();
            window.Release(pending.Message.Length);
        }
    }

    // Nobody reads these answers; they end soon, because their token is cancelled.
    private async Task AbandonAsync()
    {
        while (_pending.Reader.TryRead(out var pending))
        {
            await ((Task)pending.Answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (pending.Answer.IsCompletedSuccessfully)
                (await pending.Answer).Dispose();
        }
    }

    private readonly record struct Pending(StreamedRequest Message, Task<InferenceResponse> Answer);
}
