using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Products of matrices, and sums over products.</summary>
internal static class MatrixOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["MatMul"] = node => [Multiply(node, "transpose_a", "transpose_b")];
        foreach (var name in new[] { "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3" })
        {
            table[name] = node => [Multiply(node, "adj_x", "adj_y")];
        }

        table["_FusedMatMul"] = FusedMatMul;
        table["Einsum"] = Einsum;
        table["L2Loss"] = node =>
            [
                node.Of(
                    node.Emit(
                        "Mul",
                        [
                            node.Emit("ReduceSumSquare", [node.Name(0)], OnnxAttribute.Of("keepdims", 0)),
                            node.Writer.Scalar(node[0].Type, 0.5),
                        ]
                    ),
                    node[0].Type,
                    []
                ),
            ];
        table["MatrixDiagPart"] = node => [DiagonalPart(node)];
        table["MatrixBandPart"] = node => [BandPart(node)];
    }

    private static Value Multiply(NodeContext node, string turnA, string turnB)
    {
        var a = Turned(node, 0, node.Flag(turnA));
        var b = Turned(node, 1, node.Flag(turnB));
        var type = node[0].Type;
        return node.Of(Numbers.Of(node, "MatMul", type, a, b), type, Shape(node, node.Flag(turnA), node.Flag(turnB)));
    }

    private static long?[]? Shape(NodeContext node, bool turnA, bool turnB)
    {
        if (node[0].Shape is not { Length: >= 2 } a || node[1].Shape is not { Length: >= 2 } b)
            return node.Op == "MatMul" ? [null, null] : null;
        var batch = Shapes.Broadcast(a[..^2], b[..^2])!;
        return [.. batch, turnA ? a[^1] : a[^2], turnB ? b[^2] : b[^1]];
    }

    private static string Turned(NodeContext node, int index, bool turn)
    {
        if (!turn)
            return node.Name(index);
        var value = node[index];
        var rank = node.Op is "MatMul" or "_FusedMatMul" ? 2 : value.Rank;
        if (rank == 2 && value.Constant is { } constant && ConstantTranspose.Of(node, constant, [1, 0]) is { } turned)
            return node.Writer.Name(node.Constant(turned));
        if (rank is not { } known)
            return node.Emit("Einsum", [node.Name(index)], OnnxAttribute.Of("equation", "...ij->...ji"));
        var order = Enumerable.Range(0, known).Select(i => (long)i).ToArray();
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return node.Emit("Transpose", [node.Name(index)], Layout.Permutation(order));
    }

    /// <summary>A product as an optimiser leaves it: with a bias, and an activation after it.</summary>
    private static Value[] FusedMatMul(NodeContext node)
    {
        var product = Multiply(node, "transpose_a", "transpose_b");
        return [Fusion.After(node, product, axis: 1)];
    }

    private static Value[] Einsum(NodeContext node)
    {
        var equation = node.Text("equation");
        var shape = equation.Contains("...", StringComparison.Ordinal)
            ? null
            : new long?[equation[(equation.IndexOf("->", StringComparison.Ordinal) + 2)..].Count(char.IsLetter)];
        return
        [
            node.Of(node.Emit("Einsum", node.Names(), OnnxAttribute.Of("equation", equation)), node[0].Type, shape),
        ];
    }

    private static Value DiagonalPart(NodeContext node) =>
        node.Of(
            node.Emit("Einsum", [node.Name(0)], OnnxAttribute.Of("equation", "...ii->...i")),
            node[0].Type,
            node[0].Shape is { } shape ? shape[..^1] : null
        );

    /// <summary>Keeps what is no more than so many below and above the diagonal; negative numbers keep all.</summary>
    private static Value BandPart(NodeContext node)
    {
        if (node.Fixed(1) is not [var below] || node.Fixed(2) is not [var above])
            throw node.Cannot("has limits that are no scalars");
        var name = node.Name(0);
        if (above >= 0)
            name = node.Emit("Trilu", [name, node.Writer.Integer(above)], OnnxAttribute.Of("upper", 0));
        if (below >= 0)
            name = node.Emit("Trilu", [name, node.Writer.Integer(-below)], OnnxAttribute.Of("upper", 1));
        return node.Of(name, node[0].Type, node[0].Shape);
    }
}
