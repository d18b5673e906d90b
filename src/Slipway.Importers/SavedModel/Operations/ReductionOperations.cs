using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Sums, means and extremes over some dimensions.</summary>
internal static class ReductionOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (
            var (name, operation) in new[]
            {
                ("Max", "ReduceMax"),
                ("Mean", "ReduceMean"),
                ("Min", "ReduceMin"),
                ("Prod", "ReduceProd"),
                ("Sum", "ReduceSum"),
                ("EuclideanNorm", "ReduceL2"),
            }
        )
        {
            table[name] = node => [Reduce(node, operation, Kernel(node[0].Type, operation))];
        }

        // Of truth values: the least of them, and the greatest.
        table["All"] = node => [Reduce(node, "ReduceMin", OnnxType.Int32)];
        table["Any"] = node => [Reduce(node, "ReduceMax", OnnxType.Int32)];
        table["Cumsum"] = Cumsum;
    }

    private static OnnxType Kernel(OnnxType type, string operation) =>
        operation is "ReduceProd" or "ReduceL2" && type == OnnxType.Double ? OnnxType.Float : Numbers.Kernel(type);

    private static Value Reduce(NodeContext node, string operation, OnnxType kernel)
    {
        var value = node[0];
        var keep = node.Flag("keep_dims");
        var axes = node[1].Integers;
        if (axes is not null && ReduceImage(node, operation, kernel, axes, keep) is { } image)
            return image;
        var name = node.Through(
            value.Type,
            kernel,
            node.Name(0),
            input => Write(node, operation, input, node.LongVector(1), keep)
        );
        return node.Of(name, value.Type, Shape(value.Shape, axes, keep));
    }

    private static string Write(NodeContext node, string operation, string input, string axes, bool keep) =>
        node.Emit(
            operation,
            [input, axes],
            OnnxAttribute.Of("keepdims", keep ? 1 : 0),
            // No axes means no reduction in TensorFlow.
            OnnxAttribute.Of("noop_with_empty_axes", 1)
        );

    private static long?[]? Shape(long?[]? shape, long[]? axes, bool keep)
    {
        if (shape is null || axes is null)
            return null;
        var reduced = axes.Select(axis => Shapes.Axis(axis, shape.Length)).ToHashSet();
        return keep
            ? [.. shape.Select((dim, i) => reduced.Contains(i) ? 1 : dim)]
            : [.. shape.Where((_, i) => !reduced.Contains(i))];
    }

    /// <summary>A reduction over all of an image's space, as global pools are, in the layout that the image is in.</summary>
    private static Value? ReduceImage(NodeContext node, string operation, OnnxType kernel, long[] axes, bool keep)
    {
        if (node[0] is not { Name: null, ChannelsFirst: { } image, Shape: { } shape })
            return null;
        var reduced = axes.Select(axis => Shapes.Axis(axis, shape.Length)).Order().ToArray();
        if (!reduced.SequenceEqual(Enumerable.Range(1, shape.Length - 2).Select(i => (int?)i)))
            return null;
        long[] spatial = [.. Enumerable.Range(2, shape.Length - 2)];
        var type = node[0].Type;
        var name = node.Through(
            type,
            kernel,
            image,
            input => Write(node, operation, input, node.Writer.Integers(spatial), keep)
        );
        var result = Shape(shape, axes, keep)!;
        return keep ? node.Image(name, type, result) : node.Of(name, type, result);
    }

    private static Value[] Cumsum(NodeContext node)
    {
        var kernel = Numbers.Kernel(node[0].Type);
        var name = node.Through(
            node[0].Type,
            kernel,
            node.Name(0),
            input =>
                node.Emit(
                    "CumSum",
                    [input, node.Long(1)],
                    OnnxAttribute.Of("exclusive", node.Flag("exclusive") ? 1 : 0),
                    OnnxAttribute.Of("reverse", node.Flag("reverse") ? 1 : 0)
                )
        );
        return [node.Of(name, node[0].Type, node[0].Shape)];
    }
}
