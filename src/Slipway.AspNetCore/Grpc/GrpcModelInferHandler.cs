using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.AspNetCore.Grpc;

/// <summary>
/// Serves <c>/inference.GRPCInferenceService/ModelInfer</c> straight on the request's body and the response's pipe:
/// the way through generated messages costs more than most models. The other methods stay with the generated service.
/// Thread-safe.
/// </summary>
/// <param name="infer">
/// Answers a request. Both stay this handler's: it disposes the request after the answer, and the response after
/// writing it. The token is cancelled when the caller goes or its deadline passes.
/// </param>
/// <param name="limits">Bounds of a request.</param>
/// <param name="time">Measures deadlines.</param>
/// <param name="logger">Gets the failures that callers are told nothing about.</param>
internal sealed class GrpcModelInferHandler(
    Func<InferenceRequest, CancellationToken, ValueTask<InferenceResponse>> infer,
    GrpcDecoderLimits limits,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>The route, of which gRPC allows no variation.</summary>
    public const string Path = "/inference.GRPCInferenceService/ModelInfer";

    public async Task HandleAsync(HttpContext context)
    {
        if (!GrpcProtocol.Accepts(context))
            return;

        GrpcProtocol.AllowBody(context, limits.MaxMessageBytes);
        var deadline = default(GrpcDeadline);
        var writing = false;
        try
        {
            deadline = GrpcDeadline.Start(context, time);
            using var request = await GrpcMessageReader.ReadAsync(context, limits, deadline.Token);
            using var response = await infer(request, deadline.Token);
            deadline.Token.ThrowIfCancellationRequested();

            var size = GrpcResponseEncoder.ComputeSize(response);
            writing = true;
            var writer = GrpcReply.Begin(context.Response, size);
            if (await GrpcResponseEncoder.WriteAsync(response, writer, deadline.Token))
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
            GrpcReply.Fail(context.Response, GrpcFailure.Of(failure, deadline.Token.IsCancellationRequested, logger));
        }
        finally
        {
            deadline.Dispose();
        }
    }
}
