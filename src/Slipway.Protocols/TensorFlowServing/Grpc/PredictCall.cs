using Slipway.Inference;

namespace Slipway.Protocols.TensorFlowServing.Grpc;

/// <summary>A decoded PredictRequest; disposing it disposes the request.</summary>
public sealed record PredictCall(InferenceRequest Request, string SignatureName) : IDisposable
{
    public void Dispose() => Request.Dispose();
}
