using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Errors;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// One ModelStreamInfer call. Requests are computed side by side, those of one sequence one after another, and those of a
/// model that answers any number of times each in its turn; answers go out in the order of the requests, as Triton's do. A
/// request that fails is answered with its error, and the stream
/// goes on.
/// </summary>
internal sealed class InferenceStream(
    HttpContext context,
    StreamedRequestReader reader,
    InferStreamed infer,
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
                var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _pending.Writer.TryWrite(new Pending(message, turn, Begin(message, turn.Task, ct)));
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

    private Task<StreamedAnswers> Begin(StreamedRequest message, Task turn, CancellationToken ct) =>
        message.Request is { } request
            ? _sequences.Run(
                request,
                () => Task.Run(() => StreamedAnswers.BeginAsync(infer, request, turn, ct), CancellationToken.None)
            )
            : Task.FromException<StreamedAnswers>(message.Failure!);

    private async Task WriteAsync(Pending pending, CancellationToken ct)
    {
        pending.Turn.TrySetResult();
        var names = pending.Message.Names;
        try
        {
            string? error = null;
            try
            {
                await using var answers = await pending.Answers;
                while (answers.TakeCurrent() is { } response)
                {
                    using (response)
                    {
                        StreamReply.Mark(response);
                        await StreamReply.WriteAsync(context.Response, response, ct);
                    }

                    await answers.MoveNextAsync();
                }

                if (!answers.EndIsTold && pending.Message.WantsEnd)
                    await StreamReply.WriteEndAsync(context.Response, names, ct);
            }
            catch (Exception failure) when (!_endsAtFailure && !ct.IsCancellationRequested)
            {
                error = GrpcFailure.Of(failure, late: false, logger).Message;
            }

            if (error is not null)
                await StreamReply.WriteAsync(context.Response, error, names, ct);
        }
        finally
        {
            window.Release(pending.Message.Length);
        }
    }

    // Nobody reads these answers; they end soon, because their token is cancelled.
    private async Task AbandonAsync()
    {
        while (_pending.Reader.TryRead(out var pending))
        {
            await ((Task)pending.Answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (pending.Answers.IsCompletedSuccessfully)
                await (await pending.Answers).DisposeAsync();
        }
    }

    private readonly record struct Pending(
        StreamedRequest Message,
        TaskCompletionSource Turn,
        Task<StreamedAnswers> Answers
    );
}
