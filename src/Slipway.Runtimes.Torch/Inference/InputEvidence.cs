using Slipway.Tensors;

namespace Slipway.Runtimes.Torch.Inference;

/// <summary>What the code does with one input.</summary>
internal sealed class InputEvidence
{
    /// <summary>It is looked up in a table, or indexes something.</summary>
    public bool IsIndex { get; set; }

    /// <summary>It chooses between values.</summary>
    public bool IsCondition { get; set; }

    /// <summary>It meets weights, or a function of floating-point numbers.</summary>
    public bool IsFloating { get; set; }

    /// <summary>The type of the weights that it meets; null where none is known.</summary>
    public DataType? WeightType { get; set; }

    /// <summary>It is converted or compared, which any type can be.</summary>
    public bool IsConverted { get; set; }

    /// <summary>Its shape, where a convolution tells it, -1 for a free dimension.</summary>
    public long[]? Shape { get; set; }

    /// <summary>Its last dimension, where a linear layer tells it.</summary>
    public long? LastDimension { get; set; }
}
