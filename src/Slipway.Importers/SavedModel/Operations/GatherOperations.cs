using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>What reads and writes elements at places that tensors name.</summary>
internal static class GatherOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Gather"] = node => [Gather(node, node.Name(0), 0)];
        table["GatherV2"] = node => [Gather(node, node.Name(0), node.Fixed(2)[0])];
        table["ResourceGather"] = node =>
            [
                Gather(
                    node,
                    node.Writer.Name(GraphOperations.Variable(node, node[0])),
                    0,
                    GraphOperations.Variable(node, node[0])
                ),
            ];
        table["GatherNd"] = node => [GatherNd(node, node[0])];
        table["ResourceGatherNd"] = node => [GatherNd(node, GraphOperations.Variable(node, node[0]))];
        table["ScatterNd"] = node => [ScatterNd(node)];
        table["TensorScatterUpdate"] = node => [Scatter(node, "none")];
        table["TensorScatterAdd"] = node => [Scatter(node, "add")];
        table["TensorScatterMax"] = node => [Scatter(node, "max")];
        table["TensorScatterMin"] = node => [Scatter(node, "min")];
    }

    private static Value Gather(NodeContext node, string name, long axis, Value? from = null)
    {
        var value = from ?? node[0];
        var (shape, places) = (value.Shape, node[1].Shape);
        var batch = node.Integer("batch_dims");
        if (batch != 0)
            return Batched(node, name, value, axis, batch);
        var at = Shapes.Axis(axis, shape?.Length);
        long?[]? result =
            shape is not null && places is not null && at is { } place
                ? [.. shape[..place], .. places, .. shape[(place + 1)..]]
                : null;
        return node.Of(
            node.Emit("Gather", [name, Indices(node, 1)], OnnxAttribute.Of("axis", axis)),
            value.Type,
            result
        );
    }

    /// <summary>Each entry of the batch has places of its own: the gathered dimension comes after those of the batch.</summary>
    private static Value Batched(NodeContext node, string name, Value value, long axis, long batch)
    {
        if (
            value.Shape is not { } shape
            || node[1].Shape is not { } places
            || Shapes.Axis(axis, shape.Length) is not { } at
        )
            throw node.Cannot("gathers in batches of unknown rank");
        if (batch < 0)
            batch += places.Length;
        if (batch < 0 || batch > at || batch > places.Length)
            throw node.Cannot("has wrong batch dimensions");
        var b = (int)batch;
        if (at > b)
            name = Move(node, name, shape.Length, at, b);
        var places1 = node.Emit("Unsqueeze", [Indices(node, 1), node.Writer.Integers(-1)]);
        name = node.Emit("GatherND", [name, places1], OnnxAttribute.Of("batch_dims", b));
        // Now [batch, places, before the axis, after it]: the places go to where the axis was.
        var own = places.Length - b;
        if (at > b && own > 0)
        {
            var before = at - b;
            var rank = shape.Length - 1 + own;
            var order = new List<long>();
            order.AddRange(Enumerable.Range(0, b).Select(i => (long)i));
            order.AddRange(Enumerable.Range(b + own, before).Select(i => (long)i));
            order.AddRange(Enumerable.Range(b, own).Select(i => (long)i));
            order.AddRange(Enumerable.Range(b + own + before, rank - b - own - before).Select(i => (long)i));
            name = node.Emit("Transpose", [name], Layout.Permutation([.. order]));
        }

        return node.Of(name, value.Type, [.. shape[..at], .. places[b..], .. shape[(at + 1)..]]);
    }

    private static string Move(NodeContext node, string name, int rank, int from, int to)
    {
        var order = Enumerable.Range(0, rank).Select(i => (long)i).ToList();
        order.RemoveAt(from);
        order.Insert(to, from);
        return node.Emit("Transpose", [name], Layout.Permutation([.. order]));
    }

    private static Value GatherNd(NodeContext node, Value value)
    {
        long?[]? shape = null;
        if (value.Shape is { } known && node[1].Shape is [.. var places, { } depth] && depth <= known.Length)
            shape = [.. places, .. known[(int)depth..]];
        return node.Of(node.Emit("GatherND", [node.Writer.Name(value), Indices(node, 1)]), value.Type, shape);
    }

    /// <summary>Adds what has the same place.</summary>
    private static Value ScatterNd(NodeContext node)
    {
        var type = node[1].Type;
        var kernel = Numbers.Kernel(type);
        var zeros = node.Emit("Expand", [node.Writer.Scalar(kernel, 0), node.LongVector(2)]);
        var updates = kernel == type ? node.Name(1) : node.Cast(node.Name(1), kernel);
        var name = node.Emit("ScatterND", [zeros, Indices(node, 0), updates], OnnxAttribute.Of("reduction", "add"));
        return node.Of(kernel == type ? name : node.Cast(name, type), type, ShapeOperations.Known(node[2]));
    }

    private static Value Scatter(NodeContext node, string reduction) =>
        node.Of(
            node.Emit(
                "ScatterND",
                [node.Name(0), Indices(node, 1), node.Name(2)],
                OnnxAttribute.Of("reduction", reduction)
            ),
            node[0].Type,
            node[0].Shape
        );

    private static string Indices(NodeContext node, int index) =>
        node[index].Type == OnnxType.Int64 ? node.Name(index) : node.Cast(node.Name(index), OnnxType.Int64);
}
