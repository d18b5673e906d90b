using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>What asks for shapes and changes them, and leaves the elements and their order.</summary>
internal static class ShapeOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Shape"] = node => [Sized(node, node.Emit("Shape", [node.Name(0)]), [node[0].Rank])];
        table["ShapeN"] = node =>
            [
                .. Enumerable
                    .Range(0, node.Count)
                    .Select(i => Sized(node, node.Emit("Shape", [node.Name(i)]), [node[i].Rank])),
            ];
        table["Size"] = node => [Sized(node, node.Emit("Size", [node.Name(0)]), [])];
        table["Rank"] = node =>
            [
                node.Of(
                    node.Cast(node.Emit("Size", [node.Emit("Shape", [node.Name(0)])]), OnnxType.Int32),
                    OnnxType.Int32,
                    []
                ),
            ];
        table["Reshape"] = Reshape;
        table["ExpandDims"] = ExpandDims;
        table["Squeeze"] = Squeeze;
        table["BroadcastTo"] = node =>
            [node.Of(node.Emit("Expand", [node.Name(0), node.LongVector(1)]), node[0].Type, Known(node[1]))];
        table["Fill"] = node =>
            [node.Of(node.Emit("Expand", [node.Name(1), node.LongVector(0)]), node[1].Type, Known(node[0]))];
        table["Empty"] = node =>
            [
                node.Of(
                    node.Emit("Expand", [node.Writer.Scalar(node.Type("dtype"), 0), node.LongVector(0)]),
                    node.Type("dtype"),
                    Known(node[0])
                ),
            ];
        table["BroadcastArgs"] = BroadcastArgs;
    }

    /// <summary>The shape that a vector of integers tells, as far as it is known.</summary>
    public static long?[]? Known(Value vector) =>
        vector.Elements is { } elements ? Array.ConvertAll(elements, element => element < 0 ? null : element)
        : vector.Shape is [{ } rank and >= 0 and <= 64] ? new long?[rank]
        : null;

    private static Value Sized(NodeContext node, string name, long?[] shape)
    {
        var type = node.Type("out_type", DataType.DtInt32);
        return node.Of(type == OnnxType.Int64 ? name : node.Cast(name, type), type, shape);
    }

    private static Value[] Reshape(NodeContext node)
    {
        var (value, target) = (node[0], node[1]);
        if (value.Constant is { } constant && target.Integers is { } fixedShape)
        {
            var sizes = Inferred(fixedShape, constant.Count);
            if (sizes.Aggregate(1L, (product, size) => product * size) == constant.Count)
                return [node.Constant(constant.Reshaped(sizes))];
        }

        var shape = Known(target);
        if (shape is not null && value.Shape?.All(dim => dim is not null) == true && target.Integers is { } sizesOf)
            shape =
            [
                .. Inferred(sizesOf, value.Shape.Aggregate(1L, (p, dim) => p * dim!.Value)).Select(size => (long?)size),
            ];
        // Zeros are sizes in TensorFlow; in ONNX they would copy the input's.
        var allowZero = target.Elements is { } elements && elements.All(element => element is not (0 or null)) ? 0 : 1;
        return
        [
            node.Of(
                node.Emit("Reshape", [node.Name(0), node.LongVector(1)], OnnxAttribute.Of("allowzero", allowZero)),
                value.Type,
                shape
            ),
        ];
    }

    private static long[] Inferred(long[] shape, long count)
    {
        var known = shape.Where(size => size >= 0).Aggregate(1L, (product, size) => product * size);
        return Array.ConvertAll(
            shape,
            size =>
                size >= 0 ? size
                : known == 0 ? 0
                : count / known
        );
    }

    private static Value[] ExpandDims(NodeContext node)
    {
        long?[]? shape = null;
        if (node[1].Integers is [var axis])
        {
            if (node[0].Shape is { } known && Shapes.Axis(axis, known.Length + 1) is { } at)
                shape = [.. known[..at], 1, .. known[at..]];
            if (node[0].Constant is { } constant && shape is not null)
                return [node.Constant(constant.Reshaped(Array.ConvertAll(shape, dim => dim!.Value)))];
        }

        return [node.Of(node.Emit("Unsqueeze", [node.Name(0), node.LongVector(1)]), node[0].Type, shape)];
    }

    private static Value[] Squeeze(NodeContext node)
    {
        var axes = node.Integers(node.Has("squeeze_dims") ? "squeeze_dims" : "axis");
        var known = node[0].Shape;
        if (axes.Length == 0)
        {
            var rest = known?.All(dim => dim is not null) == true ? known.Where(dim => dim != 1).ToArray() : null;
            return [node.Of(node.Emit("Squeeze", [node.Name(0)]), node[0].Type, rest)];
        }

        var dropped = axes.Select(axis => Shapes.Axis(axis, known?.Length)).ToHashSet();
        long?[]? shape =
            known is null || dropped.Contains(null) ? null : [.. known.Where((_, i) => !dropped.Contains(i))];
        return [node.Of(node.Emit("Squeeze", [node.Name(0), node.Writer.Integers(axes)]), node[0].Type, shape)];
    }

    /// <summary>The shape of two tensors of given shapes together: of zeros in those shapes, which take no memory worth naming.</summary>
    private static Value[] BroadcastArgs(NodeContext node)
    {
        var zero = node.Writer.Scalar(OnnxType.Bool, 0);
        var a = node.Emit("Expand", [zero, node.LongVector(0)]);
        var b = node.Emit("Shape", [node.Emit("Expand", [a, node.LongVector(1)])]);
        return [node.Of(node[0].Type == OnnxType.Int64 ? b : node.Cast(b, node[0].Type), node[0].Type, [null])];
    }
}
