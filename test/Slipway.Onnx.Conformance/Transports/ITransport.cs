using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Transports;

/// <summary>
/// One way to send tensors to a server. Written from the protocol's specification with nothing of the server's
/// codecs, so that a mistake cannot cancel itself out.
/// </summary>
internal interface ITransport : IDisposable
{
    string Name { get; }

    bool Carries(DataType type);

    /// <summary>All outputs of the model; the caller disposes the tensors.</summary>
    /// <exception cref="TransportException">The server refused, or its answer is not what the protocol asks for.</exception>
    Task<List<NamedTensor>> InferAsync(
        string model,
        IReadOnlyList<NamedTensor> inputs,
        CancellationToken cancellationToken
    );
}
