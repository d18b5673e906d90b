using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Graph;

/// <summary>
/// A value between layers. It has the shape that the framework says it has, and is in the graph in that layout, with its
/// channels first, or both: convolutions and pooling hand it on with channels first, and a transposition comes into being
/// only where someone needs the other layout.
/// </summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Shape">As in the framework; null for a free dimension.</param>
internal sealed record KerasTensor(DataType Type, IReadOnlyList<long?> Shape)
{
    /// <summary>Its name in the graph in the framework's layout, once it is there.</summary>
    public string? Plain { get; set; }

    /// <summary>Its name in the graph with the last axis moved behind the first, once it is there.</summary>
    public string? ChannelsFirst { get; set; }

    /// <summary>Which of its steps count, a tensor of booleans; null: all of them.</summary>
    public KerasTensor? Mask { get; init; }

    public int Rank => Shape.Count;

    public bool IsFloat => Type is DataType.Float or DataType.Float16 or DataType.Double;

    /// <summary>The size of an axis, which may be negative; null for a free one.</summary>
    public long? Dim(int axis) => Shape[axis < 0 ? axis + Rank : axis];

    public override string ToString() => $"[{string.Join(',', Shape.Select(dim => dim?.ToString() ?? "None"))}]";
}
