using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Where the largest, the true and the different elements are.</summary>
internal static class SearchOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["ArgMax"] = node => [Extreme(node, "ArgMax")];
        table["ArgMin"] = node => [Extreme(node, "ArgMin")];
        table["TopKV2"] = TopK;
        table["Where"] = node =>
            [
                node.Of(
                    node.Emit("Transpose", [node.Emit("NonZero", [node.Name(0)])], Layout.Permutation(1, 0)),
                    OnnxType.Int64,
                    [null, node[0].Rank]
                ),
            ];
        table["InTopKV2"] = node => throw node.Cannot("is of training and evaluation");
        table["Unique"] = Unique;
        table["UniqueWithCounts"] = Unique;
        table["InvertPermutation"] = InvertPermutation;
        table["UniqueV2"] = node =>
            node[1].Shape is [0] || (node[0].Rank == 1 && node[1].Integers is [0])
                ? Unique(node)
                : throw node.Cannot("looks for rows that differ");
        table["ListDiff"] = node => throw node.Cannot("compares lists that are computed");
    }

    private static Value Extreme(NodeContext node, string operation)
    {
        if (node.Fixed(1) is not [var axis])
            throw node.Cannot("has more than one axis");
        var kernel = node[0].Type is OnnxType.Int64 ? OnnxType.Double : Numbers.Kernel(node[0].Type);
        var name = node.Emit(
            operation,
            [kernel == node[0].Type ? node.Name(0) : node.Cast(node.Name(0), kernel)],
            OnnxAttribute.Of("axis", axis),
            OnnxAttribute.Of("keepdims", 0)
        );
        var type = node.Type("output_type", DataType.DtInt64);
        var shape =
            node[0].Shape is { } known && Shapes.Axis(axis, known.Length) is { } at
                ? known.Where((_, i) => i != at).ToArray()
                : null;
        return node.Of(type == OnnxType.Int64 ? name : node.Cast(name, type), type, shape);
    }

    private static Value[] TopK(NodeContext node)
    {
        var type = node[0].Type;
        var kernel = Numbers.Kernel(type);
        var names = node.Writer.Emit(
            "TopK",
            [kernel == type ? node.Name(0) : node.Cast(node.Name(0), kernel), node.LongVector(1)],
            2,
            OnnxAttribute.Of("sorted", node.Flag("sorted", true) ? 1 : 0)
        );
        var indices = node.Type("index_type", DataType.DtInt32);
        long?[]? shape = node[0].Shape is { } known ? [.. known[..^1], node[1].Integers?[0]] : null;
        return
        [
            node.Of(kernel == type ? names[0] : node.Cast(names[0], type), type, shape),
            node.Of(indices == OnnxType.Int64 ? names[1] : node.Cast(names[1], indices), indices, shape),
        ];
    }

    private static Value[] Unique(NodeContext node)
    {
        var names = node.Writer.Emit("Unique", [node.Name(0)], 4, OnnxAttribute.Of("sorted", 0));
        var type = node.Type("out_idx", DataType.DtInt32);
        Value Whole(string name) => node.Of(type == OnnxType.Int64 ? name : node.Cast(name, type), type, [null]);
        return [node.Of(names[0], node[0].Type, [null]), Whole(names[2]), Whole(names[3])];
    }

    private static Value[] InvertPermutation(NodeContext node)
    {
        if (node[0].Integers is { } order && order.All(place => place >= 0 && place < order.Length))
        {
            var inverse = new long[order.Length];
            for (var i = 0; i < order.Length; i++)
            {
                inverse[order[i]] = i;
            }

            return [node.Constant(Values.TensorValue.FromIntegers(node[0].Type, inverse, inverse.Length))];
        }

        throw node.Cannot("inverts an order that is computed");
    }
}
