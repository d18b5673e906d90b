using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Grpc;
using Slipway.Serving.Inference;

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
/// <param name="plane">Refuses calls before they are read; null where none is.</param>
/// <param name="limits">Bounds of a request.</param>
/// <param name="time">Measures deadlines.</param>
/// <param name="logger">Gets the failures that callers are told nothing about.</param>
internal sealed class GrpcModelInferHandler(
    Func<InferenceRequest, CancellationToken, ValueTask<InferenceResponse>> infer,
    DataPlane? plane,
    GrpcDecoderLimits limits,
    TimeProvider time,
    ILogger logger
) : GrpcUnaryHandler<InferenceRequest, InferenceResponse>(plane, limits.MaxMessageBytes, time, logger)
{
    /// <summary>The route, of which gRPC allows no variation.</summary>
    public const string Path = "/inference.GRPCInferenceService/ModelInfer";

    protected override void SetDeadline(InferenceRequest request, long? deadline) => request.Deadline = deadline;

    protected override ValueTask<InferenceRequest> ReadAsync(HttpContext context, CancellationToken ct) =>
        GrpcMessageReader.ReadAsync(context, limits, ct);

    protected override ValueTask<InferenceResponse> AnswerAsync(InferenceRequest request, CancellationToken ct) =>
        infer(request, ct);

    protected override int SizeOf(InferenceResponse response) => GrpcResponseEncoder.ComputeSize(response);

    protected override ValueTask<bool> WriteAsync(
        InferenceResponse response,
        PipeWriter destination,
        CancellationToken ct
    ) => GrpcResponseEncoder.WriteAsync(response, destination, ct);
}
