using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Operations of each element by itself.</summary>
internal static class UnaryOperations
{
    // Those that the engine computes in single precision only.
    private static readonly HashSet<string> Single =
    [
        "Acos",
        "Acosh",
        "Asin",
        "Asinh",
        "Atan",
        "Atanh",
        "Cosh",
        "Erf",
        "LeakyRelu",
        "Selu",
        "Sinh",
        "Softplus",
        "Softsign",
        "Tan",
    ];

    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (
            var (name, operation) in new[]
            {
                ("Abs", "Abs"),
                ("Acos", "Acos"),
                ("Acosh", "Acosh"),
                ("Asin", "Asin"),
                ("Asinh", "Asinh"),
                ("Atan", "Atan"),
                ("Atanh", "Atanh"),
                ("Ceil", "Ceil"),
                ("Cos", "Cos"),
                ("Cosh", "Cosh"),
                ("Erf", "Erf"),
                ("Exp", "Exp"),
                ("Floor", "Floor"),
                ("Inv", "Reciprocal"),
                ("Log", "Log"),
                ("Neg", "Neg"),
                ("Reciprocal", "Reciprocal"),
                ("Relu", "Relu"),
                // Both round halves to the even neighbour.
                ("Round", "Round"),
                ("Rint", "Round"),
                ("Selu", "Selu"),
                ("Sigmoid", "Sigmoid"),
                ("Sign", "Sign"),
                ("Sin", "Sin"),
                ("Sinh", "Sinh"),
                ("Softplus", "Softplus"),
                ("Softsign", "Softsign"),
                ("Sqrt", "Sqrt"),
                ("Tan", "Tan"),
                ("Tanh", "Tanh"),
            }
        )
        {
            table[name] = node => [Apply(node, name => Write(node, operation, name))];
        }

        table["Elu"] = node => [Apply(node, name => Write(node, "Elu", name))];
        table["LeakyRelu"] = node =>
            [
                Apply(
                    node,
                    name => Write(node, "LeakyRelu", name, OnnxAttribute.Of("alpha", node.Number("alpha", 0.2f)))
                ),
            ];
        table["Relu6"] = node =>
            [
                Apply(
                    node,
                    name =>
                        node.Emit(
                            "Clip",
                            [name, node.Writer.Scalar(node[0].Type, 0), node.Writer.Scalar(node[0].Type, 6)]
                        )
                ),
            ];
        table["Rsqrt"] = node => [Apply(node, name => node.Emit("Reciprocal", [node.Emit("Sqrt", [name])]))];
        table["Square"] = node => [Apply(node, name => Numbers.Of(node, "Mul", node[0].Type, name, name))];
        table["Log1p"] = node => [Apply(node, name => node.Emit("Log", [node.Emit("Add", [name, One(node)])]))];
        table["Expm1"] = node => [Apply(node, name => node.Emit("Sub", [node.Emit("Exp", [name]), One(node)]))];
        table["Erfc"] = node => [Apply(node, name => node.Emit("Sub", [One(node), Write(node, "Erf", name)]))];
        table["LogicalNot"] = node => [Apply(node, name => node.Emit("Not", [name]))];
        table["IsNan"] = node => [Apply(node, name => node.Emit("IsNaN", [name]), OnnxType.Bool)];
        table["IsInf"] = node => [Apply(node, name => node.Emit("IsInf", [name]), OnnxType.Bool)];
        table["IsFinite"] = node =>
            [
                Apply(
                    node,
                    name =>
                        node.Emit("Not", [node.Emit("Or", [node.Emit("IsNaN", [name]), node.Emit("IsInf", [name])])]),
                    OnnxType.Bool
                ),
            ];
        table["ZerosLike"] = node => [Filled(node, 0)];
        table["OnesLike"] = node => [Filled(node, 1)];
        table["Cast"] = Cast;
    }

    /// <summary>Writes the operation over the layout that the input is in, and gives the output in the same.</summary>
    public static Value Apply(NodeContext node, Func<string, string> write, OnnxType? type = null)
    {
        var input = node[0];
        var result = type ?? input.Type;
        return input is { Name: null, ChannelsFirst: { } image }
            ? node.Image(write(image), result, input.Shape!)
            : node.Of(write(node.Writer.Name(input)), result, input.Shape);
    }

    private static string Write(NodeContext node, string operation, string name, params AttributeProto[] attributes)
    {
        var type = node[0].Type;
        var kernel = type switch
        {
            OnnxType.Double when Single.Contains(operation) => OnnxType.Float,
            OnnxType.Bfloat16 => OnnxType.Float,
            OnnxType.Int64 when operation == "Relu" => OnnxType.Float,
            OnnxType.Int16 or OnnxType.Uint8 when operation is "Neg" or "Relu" => OnnxType.Int32,
            _ => type,
        };
        return node.Through(type, kernel, name, input => node.Emit(operation, [input], attributes));
    }

    private static string One(NodeContext node) => node.Writer.Scalar(node[0].Type, 1);

    private static Value Filled(NodeContext node, double value)
    {
        var shape = node.Emit("Shape", [node.Name(0)]);
        return node.Of(
            node.Emit("Expand", [node.Writer.Scalar(node[0].Type, value), shape]),
            node[0].Type,
            node[0].Shape
        );
    }

    private static Value[] Cast(NodeContext node)
    {
        var type = node.Type("DstT");
        return type == node[0].Type
            ? [node[0]]
            : [Apply(node, name => node.Emit("Cast", [name], OnnxAttribute.Of("to", (long)type)), type)];
    }
}
