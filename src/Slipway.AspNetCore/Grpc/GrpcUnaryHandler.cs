using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Errors;
using Slipway.Serving.Scheduling;

namespace Slipway.AspNetCore.Grpc;

/// <summary>
/// Serves a unary method straight on the request's body and the response's pipe: deadline, cancellation, framing and
/// status are the same for all, the messages are the subclass's. Thread-safe.
/// </summary>
/// <param name="announce">
/// Takes note of a call before its message is read, whatever its model, given its deadline; throws what it is refused with.
/// </param>
/// <param name="maxMessageBytes">The most a message may have, after decompression.</param>
/// <param name="time">Measures deadlines.</param>
/// <param name="logger">Gets the failures that callers are told nothing about.</param>
internal abstract class GrpcUnaryHandler<TRequest, TResponse>(
    Func<long?, IncomingRequest> announce,
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
            using var request = await AdmitAsync(context, deadline);
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

    private async ValueTask<TRequest> AdmitAsync(HttpContext context, GrpcDeadline deadline)
    {
        using var incoming = announce(deadline.At);
        return await ReadAsync(context, deadline.Token);
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
