using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.Grpc;
using Slipway.Errors;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>
/// Serves one inference method of PredictionService on its messages' bytes, as ModelInfer is served: a hostile message
/// must not become many times its size in objects. Thread-safe.
/// </summary>
/// <param name="decode">Makes the call of a whole message, with tensors of its own memory.</param>
/// <param name="answer">Answers it; the call stays the handler's, the reply becomes it.</param>
/// <param name="setDeadline">Tells a call when its caller stops waiting, as a timestamp of Stopwatch.</param>
/// <param name="plane">Refuses calls before they are read.</param>
/// <param name="maxMessageBytes">The most a message may have, after decompression.</param>
/// <param name="time">Measures deadlines.</param>
/// <param name="log">Gets the failures that callers are told nothing about.</param>
internal sealed class GrpcPredictionHandler<TCall>(
    Func<ReadOnlySequence<byte>, TCall> decode,
    Func<TCall, CancellationToken, ValueTask<ITensorFlowReply>> answer,
    Action<TCall, long?> setDeadline,
    DataPlane plane,
    int maxMessageBytes,
    TimeProvider time,
    ILogger log
) : GrpcUnaryHandler<TCall, ITensorFlowReply>(plane, maxMessageBytes, time, log)
    where TCall : IDisposable
{
    private readonly int _maxMessageBytes = maxMessageBytes;

    protected override void SetDeadline(TCall request, long? deadline) => setDeadline(request, deadline);

    protected override async ValueTask<TCall> ReadAsync(HttpContext context, CancellationToken ct)
    {
        var (buffer, length) = await GrpcMessageReader.ReadWholeAsync(context, _maxMessageBytes, ct);
        using (buffer)
        {
            return decode(new ReadOnlySequence<byte>(buffer.Memory[..length]));
        }
    }

    protected override ValueTask<ITensorFlowReply> AnswerAsync(TCall request, CancellationToken ct) =>
        answer(request, ct);

    protected override int SizeOf(ITensorFlowReply response) => response.Size;

    protected override ValueTask<bool> WriteAsync(
        ITensorFlowReply response,
        PipeWriter destination,
        CancellationToken ct
    ) => response.WriteAsync(destination, ct);

    protected override StatusCode StatusOf(ServingErrorCode code) => GrpcStatusTable.TensorFlowServing(code);
}
