using Slipway.Tensors;

namespace Slipway.Runtimes.Torch.Inference;

/// <summary>Type and shape of a parameter or buffer.</summary>
/// <param name="Type">Null for one that requests cannot carry.</param>
/// <param name="Shape">Its dimensions.</param>
internal sealed record ParameterInfo(DataType? Type, long[] Shape);
