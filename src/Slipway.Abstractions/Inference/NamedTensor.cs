using Slipway.Tensors;

namespace Slipway.Inference;

/// <summary>An input or output of a request: the tensor under its name, with the parameters the caller gave it.</summary>
public readonly record struct NamedTensor(string Name, Tensor Tensor, InferenceParameters? Parameters = null)
{
    /// <summary>
    /// Whether the values of an output have been put where the caller wanted them, so that a message describes the
    /// tensor and does not carry it.
    /// </summary>
    public bool IsElsewhere { get; init; }
}
