using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.Grpc;

/// <summary>
/// Serves a unary method straight on the request's body and the response's pipe: deadline, cancellation, framing and
/// status are the same for all, the messages are the subclass's. Thread-safe.
/// </summary>
/// <param name="plane">
/// Refuses calls before their messages are read, and takes note of those that are; null for none of both.
/// </param>
/// <param name="maxMessageBytes">The most a message may have, after decompression.</param>
/// <param name="time">Measures deadlines.</param>
/// <param name="logger">Gets the failures that callers are told nothing about.</param>
internal abstract class GrpcUnaryHandler<TRequest, TResponse>(
    DataPlane? plane,
    int maxMessageBytes,
    TimeProvider time,
    ILogger logger
)
    where TRequest : IDisposable
    where TResponse : IDisposable
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!GrpcProtocol.Accepts(context))
            return;

        GrpcProtocol.AllowBody(context, maxMessageBytes);
        var deadline = default(GrpcDeadline);
        var writing = false;
        try
        {
            deadline = GrpcDeadline.Start(context, time);
            if (plane?.Refusal(deadline.At) is { } refusal)
            {
                // Not thrown: under overload this is what happens most often.
                GrpcReply.Fail(context.Response, GrpcFailure.Of(refusal, late: false, logger, StatusOf));
                return;
            }

            using var request = await ReadAnnouncedAsync(context, deadline.Token);
            SetDeadline(request, deadline.At);
            using var response = await AnswerAsync(request, deadline.Token);
            deadline.Token.ThrowIfCancellationRequested();

            var size = SizeOf(response);
            writing = true;
            var writer = GrpcReply.Begin(context.Response, size);
            if (await WriteAsync(response, writer, deadline.Token))
                GrpcReply.Succeed(context.Response);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
        catch (Exception failure) when (writing)
        {
            // A message that is cut off cannot be followed by a status: the stream is reset instead.
            if (failure is not OperationCanceledException)
                GrpcLog.BrokenResponse(logger, failure);
            context.Abort();
        }
        catch (Exception failure)
        {
            var late = deadline.Token.IsCancellationRequested;
            GrpcReply.Fail(context.Response, GrpcFailure.Of(failure, late, logger, StatusOf));
        }
        finally
        {
            deadline.Dispose();
        }
    }

    private async ValueTask<TRequest> ReadAnnouncedAsync(HttpContext context, CancellationToken ct)
    {
        using var incoming = plane?.Announce() ?? default;
        return await ReadAsync(context, ct);
    }

    /// <summary>Tells the request when its caller stops waiting.</summary>
    protected virtual void SetDeadline(TRequest request, long? deadline) { }

    /// <summary>Takes the one message of the call, and the end of the body behind it.</summary>
    protected abstract ValueTask<TRequest> ReadAsync(HttpContext context, CancellationToken ct);

    /// <summary>The request stays the handler's, and the response becomes it.</summary>
    protected abstract ValueTask<TResponse> AnswerAsync(TRequest request, CancellationToken ct);

    /// <summary>The exact bytes of the message that <see cref="WriteAsync"/> writes.</summary>
    protected abstract int SizeOf(TResponse response);

    /// <summary>False where the reader of the pipe has gone.</summary>
    protected abstract ValueTask<bool> WriteAsync(TResponse response, PipeWriter destination, CancellationToken ct);

    /// <summary>The protocol's table of errors.</summary>
    protected virtual StatusCode StatusOf(ServingErrorCode code) => GrpcStatusTable.StatusOf(code);
}
