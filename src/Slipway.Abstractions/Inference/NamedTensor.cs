using Slipway.Tensors;

namespace Slipway.Inference;

/// <summary>An input or output of a request: the tensor under its name, with the parameters the caller gave it.</summary>
public readonly record struct NamedTensor(string Name, Tensor Tensor, InferenceParameters? Parameters = null);
