using Slipway.Tensors;

namespace Slipway.Models;

/// <summary>
/// A named input or output of a model: its element type and shape, -1 for a free dimension.
/// </summary>
public sealed record TensorSpec(string Name, DataType DataType, TensorShape Shape)
{
    /// <summary>Whether a request may leave this input out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>
    /// Whether the model leaves even the number of dimensions open: any shape fits, and <see cref="Shape"/> is empty
    /// and says nothing.
    /// </summary>
    public bool HasUnknownRank { get; init; }

    /// <summary>
    /// Whether <see cref="Shape"/> is what the model was declared with and not what its engine asks for: any shape fits, as it
    /// does in TensorFlow, where the computation alone decides.
    /// </summary>
    public bool IsShapeAdvisory { get; init; }

    /// <summary>Whether a tensor of any shape is taken.</summary>
    public bool TakesAnyShape => HasUnknownRank || IsShapeAdvisory;

    /// <summary>
    /// The model's own names for its dimensions (<c>batch</c>, <c>sequence</c>), null where a dimension has none;
    /// empty or one per dimension.
    /// </summary>
    public IReadOnlyList<string?> DimensionNames { get; init; } = [];

    /// <summary>What the values mean, for people; null where unknown.</summary>
    public string? Description { get; init; }

    /// <summary>Class labels along the last dimension; empty where unknown.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public override string ToString() => $"{Name}: {DataType.Name()}{Shape}";
}
