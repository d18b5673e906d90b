using Slipway.Inference;
using Slipway.Tensors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// An input whose description has been read. <paramref name="Typed"/> is its tensor where it came with contents or
/// from shared memory; null where raw contents are to follow.
/// </summary>
internal readonly record struct PendingInput(
    string Name,
    DataType DataType,
    TensorShape Shape,
    InferenceParameters? Parameters,
    Tensor? Typed
)
{
    /// <summary>Whether the tensor came from shared memory: raw contents have no entry for it.</summary>
    public bool IsShared { get; init; }
}
