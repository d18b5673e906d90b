using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Protocols.OpenInference.Grpc;

namespace Slipway.AspNetCore.Grpc.Streams;

/// <summary>
/// Serves <c>/inference.GRPCInferenceService/ModelStreamInfer</c> on the request's body and the response's pipe, as
/// <see cref="GrpcModelInferHandler"/> does for single calls. Thread-safe.
/// </summary>
/// <param name="infer">
/// Answers a request. The request is disposed after the last answer, a response after writing it. The token is cancelled
/// when the caller goes or its deadline passes.
/// </param>
/// <param name="limits">Bounds of one request.</param>
/// <param name="time">Measures deadlines.</param>
/// <param name="logger">Gets the failures that callers are told nothing about.</param>
/// <param name="stopping">Cancelled when the server stops: streams end after what they have read is answered.</param>
internal sealed class GrpcModelStreamInferHandler(
    InferStreamed infer,
    GrpcDecoderLimits limits,
    TimeProvider time,
    ILogger logger,
    CancellationToken stopping
)
{
    /// <summary>The route, of which gRPC allows no variation.</summary>
    public const string Path = "/inference.GRPCInferenceService/ModelStreamInfer";

    /// <summary>
    /// Requests that one stream has read and not answered. Their bytes are bounded too, by the limit of one message.
    /// </summary>
    public const int MaxInFlight = 32;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    public async Task HandleAsync(HttpContext context)
    {
        if (!GrpcProtocol.Accepts(context))
            return;

        GrpcProtocol.AllowStream(context);
        var deadline = default(GrpcDeadline);
        try
        {
            deadline = GrpcDeadline.Start(context, time);
            await GrpcReply.BeginStreamAsync(context.Response, deadline.Token);
            var reader = new StreamedRequestReader(context, limits);
            var window = new StreamWindow(MaxInFlight, limits.MaxMessageBytes);
            var stream = new InferenceStream(context, reader, infer, window, logger);
            await stream.RunAsync(stopping, deadline.Token);
            GrpcReply.Succeed(context.Response);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
        catch (Exception failure)
        {
            var told = GrpcFailure.Of(failure, deadline.Token.IsCancellationRequested, logger);
            if (!context.Response.HasStarted)
            {
                GrpcReply.Fail(context.Response, told);
                return;
            }

            GrpcReply.FailStream(context.Response, told);
            if (stopping.IsCancellationRequested)
                await LetCallerLeaveAsync(context);
        }
        finally
        {
            deadline.Dispose();
        }
    }

    // The connection is closed when its last call has ended. A caller that is still sending, as far as its side knows,
    // may take that for the end of the call and never look at the status: it is given a moment to leave first.
    private async Task LetCallerLeaveAsync(HttpContext context)
    {
        using var patience = new CancellationTokenSource(Grace, time);
        try
        {
            await context.Response.CompleteAsync();
            var body = context.Request.BodyReader;
            while (await body.ReadAsync(patience.Token) is { IsCompleted: false } result)
            {
                body.AdvanceTo(result.Buffer.End);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It has left, or does not want to.
        }
    }
}
