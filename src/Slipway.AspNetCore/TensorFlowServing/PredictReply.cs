using System.IO.Pipelines;
using Slipway.Inference;
using Slipway.Protocols.TensorFlowServing.Grpc;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>A PredictResponse, written straight from the tensors, which it owns.</summary>
internal sealed class PredictReply : ITensorFlowReply
{
    private readonly InferenceResponse _response;
    private readonly PredictResponseEncoder _encoder;

    /// <summary>Takes the response over, also where this throws.</summary>
    public PredictReply(InferenceResponse response, string signatureName)
    {
        _response = response;
        try
        {
            _encoder = new PredictResponseEncoder(response, signatureName);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    public int Size => _encoder.Size;

    public ValueTask<bool> WriteAsync(PipeWriter destination, CancellationToken ct) =>
        _encoder.WriteAsync(destination, ct);

    public void Dispose() => _response.Dispose();
}
