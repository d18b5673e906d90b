using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Operations of two tensors, element by element, with TensorFlow's (which are numpy's) rules of broadcasting.</summary>
internal static class BinaryOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (
            var (name, operation) in new[]
            {
                ("Add", "Add"),
                ("AddV2", "Add"),
                ("Maximum", "Max"),
                ("Minimum", "Min"),
                ("Mul", "Mul"),
                ("Pow", "Pow"),
                // ONNX divides integers towards zero.
                ("RealDiv", "Div"),
                ("Div", "Div"),
                ("TruncateDiv", "Div"),
                ("Sub", "Sub"),
            }
        )
        {
            table[name] = node => [Apply(node, (a, b) => Numbers.Of(node, operation, node[0].Type, a, b))];
        }

        foreach (var name in new[] { "Add", "AddV2" })
        {
            var add = table[name];
            table[name] = node =>
                node[0].Type == OnnxType.String
                    ? [Apply(node, (a, b) => node.Emit("StringConcat", [a, b]))]
                    : add(node);
        }

        foreach (var (name, operation) in new[] { ("LogicalAnd", "And"), ("LogicalOr", "Or"), ("LogicalXor", "Xor") })
        {
            table[name] = node => [Apply(node, (a, b) => node.Emit(operation, [a, b]))];
        }

        foreach (
            var (name, operation) in new[]
            {
                ("Equal", "Equal"),
                ("Greater", "Greater"),
                ("GreaterEqual", "GreaterOrEqual"),
                ("Less", "Less"),
                ("LessEqual", "LessOrEqual"),
            }
        )
        {
            table[name] = node => [Apply(node, (a, b) => Compare(node, operation, a, b), OnnxType.Bool)];
        }

        table["NotEqual"] = node =>
            [Apply(node, (a, b) => node.Emit("Not", [Compare(node, "Equal", a, b)]), OnnxType.Bool)];
        table["SquaredDifference"] = node =>
            [
                Apply(
                    node,
                    (a, b) =>
                    {
                        var difference = Numbers.Of(node, "Sub", node[0].Type, a, b);
                        return Numbers.Of(node, "Mul", node[0].Type, difference, difference);
                    }
                ),
            ];
        table["FloorDiv"] = node => [Apply(node, (a, b) => FloorDivide(node, a, b))];
        table["FloorMod"] = node => [Apply(node, (a, b) => FloorModulo(node, a, b))];
        foreach (var name in new[] { "Mod", "TruncateMod" })
        {
            // The sign of the dividend, as C has it.
            table[name] = node => [Apply(node, (a, b) => node.Emit("Mod", [a, b], OnnxAttribute.Of("fmod", 1)))];
        }

        table["DivNoNan"] = node =>
            [Apply(node, (a, b) => WhereNotZero(node, b, b, divisor => node.Emit("Div", [a, divisor])))];
        table["MulNoNan"] = node =>
            [Apply(node, (a, b) => WhereNotZero(node, b, a, factor => node.Emit("Mul", [factor, b])))];
        table["Xdivy"] = node =>
            [Apply(node, (a, b) => WhereNotZero(node, a, b, divisor => node.Emit("Div", [a, divisor])))];
        table["Xlogy"] = node =>
            [Apply(node, (a, b) => WhereNotZero(node, a, b, x => node.Emit("Mul", [a, node.Emit("Log", [x])])))];
        table["Xlog1py"] = node =>
            [
                Apply(
                    node,
                    (a, b) =>
                        WhereNotZero(
                            node,
                            a,
                            b,
                            x =>
                                node.Emit(
                                    "Mul",
                                    [a, node.Emit("Log", [node.Emit("Add", [x, node.Writer.Scalar(node[0].Type, 1)])])]
                                )
                        )
                ),
            ];
        table["AddN"] = node => [AddAll(node)];
        table["AccumulateNV2"] = table["AddN"];
        table["BiasAdd"] = BiasAdd;
        table["BiasAddV1"] = BiasAdd;
        foreach (
            var (name, operation) in new[]
            {
                ("BitwiseAnd", "BitwiseAnd"),
                ("BitwiseOr", "BitwiseOr"),
                ("BitwiseXor", "BitwiseXor"),
            }
        )
        {
            table[name] = node => [Apply(node, (a, b) => node.Emit(operation, [a, b]))];
        }

        table["Invert"] = node => [UnaryOperations.Apply(node, name => node.Emit("BitwiseNot", [name]))];
    }

    /// <summary>Writes the operation; two images of the same shape, or an image and a scalar, keep their layout.</summary>
    public static Value Apply(NodeContext node, Func<string, string, string> write, OnnxType? type = null)
    {
        var (a, b) = (node[0], node[1]);
        var result = type ?? a.Type;
        var shape = Shapes.Broadcast(a.Shape, b.Shape);
        var (aIsImage, bIsImage) = (IsImage(a), IsImage(b));
        if (aIsImage && bIsImage && a.Rank == b.Rank)
            return node.Image(write(a.ChannelsFirst!, b.ChannelsFirst!), result, shape!);
        if (aIsImage && b.Rank == 0)
            return node.Image(write(a.ChannelsFirst!, node.Name(1)), result, shape!);
        if (bIsImage && a.Rank == 0)
            return node.Image(write(node.Name(0), b.ChannelsFirst!), result, shape!);
        if (aIsImage && PerChannel(node, b, a.Rank!.Value) is { } right)
            return node.Image(write(a.ChannelsFirst!, right), result, shape!);
        if (bIsImage && PerChannel(node, a, b.Rank!.Value) is { } left)
            return node.Image(write(left, b.ChannelsFirst!), result, shape!);
        return node.Of(write(node.Name(0), node.Name(1)), result, shape);
    }

    private static bool IsImage(Value value) => value is { Name: null, ChannelsFirst: not null };

    /// <summary>A constant vector with a number for each channel, shaped for an image whose channels come first.</summary>
    private static string? PerChannel(NodeContext node, Value value, int rank)
    {
        if (value.Constant is not { Shape: [var channels] } constant)
            return null;
        var shape = Enumerable.Repeat(1L, rank - 1).ToArray();
        shape[0] = channels;
        return node.Writer.Name(node.Constant(constant.Reshaped(shape)));
    }

    private static string Compare(NodeContext node, string operation, string a, string b)
    {
        var type = node[0].Type;
        if (type is OnnxType.String or OnnxType.Bool)
            return node.Emit(operation, [a, b]);
        var kernel = Numbers.Kernel(type);
        return kernel == type
            ? node.Emit(operation, [a, b])
            : node.Emit(operation, [node.Cast(a, kernel), node.Cast(b, kernel)]);
    }

    /// <summary>The quotient rounded down: of integers the truncated one, less one where there is a rest of the other sign.</summary>
    private static string FloorDivide(NodeContext node, string a, string b)
    {
        var type = node[0].Type;
        if (ElementType.IsFloating(type))
            return node.Emit("Floor", [node.Emit("Div", [a, b])]);
        var kernel = Numbers.Kernel(type);
        if (kernel != type)
            (a, b) = (node.Cast(a, kernel), node.Cast(b, kernel));
        // Mod has the divisor's sign, so what is left divides without a rest.
        var rest = node.Emit("Mod", [a, b]);
        var quotient = node.Emit("Div", [node.Emit("Sub", [a, rest]), b]);
        return kernel == type ? quotient : node.Cast(quotient, type);
    }

    private static string FloorModulo(NodeContext node, string a, string b)
    {
        if (!ElementType.IsFloating(node[0].Type))
            return node.Emit("Mod", [a, b]);
        var floor = node.Emit("Floor", [node.Emit("Div", [a, b])]);
        return node.Emit("Sub", [a, node.Emit("Mul", [floor, b])]);
    }

    /// <summary>Zero where <paramref name="test"/> is zero; elsewhere the operation, whose operand is one where it is not used.</summary>
    private static string WhereNotZero(NodeContext node, string test, string operand, Func<string, string> write)
    {
        var type = node[0].Type;
        var isZero = node.Emit("Equal", [test, node.Writer.Scalar(type, 0)]);
        var safe = node.Emit("Where", [isZero, node.Writer.Scalar(type, 1), operand]);
        return node.Emit("Where", [isZero, node.Writer.Scalar(type, 0), write(safe)]);
    }

    private static Value AddAll(NodeContext node)
    {
        var type = node[0].Type;
        var sum = node.Name(0);
        for (var i = 1; i < node.Count; i++)
        {
            sum = Numbers.Of(node, "Add", type, sum, node.Name(i));
        }

        return node.Of(sum, type, node[0].Shape);
    }

    private static Value[] BiasAdd(NodeContext node)
    {
        if (node.Text("data_format", "NHWC") != "NCHW")
            return [Apply(node, (a, b) => Numbers.Of(node, "Add", node[0].Type, a, b))];
        if (node[0].Rank is not { } rank)
            throw node.Cannot("adds to the second dimension of a tensor of unknown rank");
        var shape = Enumerable.Repeat(1L, rank - 1).ToArray();
        shape[0] = -1;
        var bias = node.Emit("Reshape", [node.Name(1), node.Writer.Integers(shape)]);
        return [node.Of(Numbers.Of(node, "Add", node[0].Type, node.Name(0), bias), node[0].Type, node[0].Shape)];
    }
}
