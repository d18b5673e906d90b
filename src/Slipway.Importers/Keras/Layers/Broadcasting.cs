using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Operators of two values that are brought to one shape and one type.</summary>
internal static class Broadcasting
{
    // From narrow to wide, as the framework promotes.
    private static readonly DataType[] Order =
    [
        DataType.Bool,
        DataType.Uint8,
        DataType.Int8,
        DataType.Uint16,
        DataType.Int16,
        DataType.Uint32,
        DataType.Int32,
        DataType.Uint64,
        DataType.Int64,
        DataType.Float16,
        DataType.Float,
        DataType.Double,
    ];

    public static KerasTensor Binary(
        GraphWriter graph,
        string op,
        KerasTensor left,
        KerasTensor right,
        DataType? type = null
    )
    {
        var common = Common(left.Type, right.Type);
        (left, right) = (graph.Cast(left, common), graph.Cast(right, common));
        var shape = Shape(left.Shape, right.Shape);
        var result = new KerasTensor(type ?? common, shape);
        return InChannelsFirst(left, right)
            ? result with
            {
                ChannelsFirst = graph.Node(op, [graph.ChannelsFirst(left), graph.ChannelsFirst(right)]),
            }
            : result with
            {
                Plain = graph.Node(op, [graph.Plain(left), graph.Plain(right)]),
            };
    }

    public static DataType Common(DataType left, DataType right) =>
        Order[
            Math.Max(Array.IndexOf(Order, left), Array.IndexOf(Order, right)) is var at and >= 0
                ? at
                : throw new NotMappedException("computes with text")
        ];

    public static IReadOnlyList<long?> Shape(IReadOnlyList<long?> left, IReadOnlyList<long?> right)
    {
        var rank = Math.Max(left.Count, right.Count);
        var shape = new long?[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var a = axis < rank - left.Count ? 1 : left[axis - rank + left.Count];
            var b = axis < rank - right.Count ? 1 : right[axis - rank + right.Count];
            shape[axis] =
                a == 1 ? b
                : b == 1 || a == b ? a
                : a is null ? b
                : b is null ? a
                : throw Corrupt.File($"values of the sizes {a} and {b} are combined.");
        }

        return shape;
    }

    // Both have the same axes, and one is there in that layout only.
    private static bool InChannelsFirst(KerasTensor left, KerasTensor right) =>
        left.Rank == right.Rank
        && left.Rank > 2
        && (left.ChannelsFirst is not null || right.ChannelsFirst is not null)
        && (left.Plain is null || right.Plain is null);
}
