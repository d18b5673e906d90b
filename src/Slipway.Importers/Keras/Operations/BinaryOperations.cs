using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Layers;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Functions of the elements of two values.</summary>
internal static class BinaryOperations
{
    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        foreach (
            var (name, op) in (ReadOnlySpan<(string, string)>)
                [
                    ("Add", "Add"),
                    ("Subtract", "Sub"),
                    ("Multiply", "Mul"),
                    ("Maximum", "Max"),
                    ("Minimum", "Min"),
                    ("Power", "Pow"),
                ]
        )
        {
            entries.Add(name, call => Of(call, op));
        }

        entries.Add("Divide", Divide);
        entries.Add("TrueDivide", Divide);
        entries.Add("FloorDivide", FloorDivide);
        entries.Add("Mod", Mod);
        foreach (
            var (name, op) in (ReadOnlySpan<(string, string)>)
                [
                    ("Equal", "Equal"),
                    ("Greater", "Greater"),
                    ("GreaterEqual", "GreaterOrEqual"),
                    ("Less", "Less"),
                    ("LessEqual", "LessOrEqual"),
                ]
        )
        {
            entries.Add(name, call => Compare(call, op));
        }

        entries.Add("NotEqual", call => GraphWriter.Map(Compare(call, "Equal"), x => call.Graph.Node("Not", [x])));
        foreach (
            var (name, op) in (ReadOnlySpan<(string, string)>)
                [("LogicalAnd", "And"), ("LogicalOr", "Or"), ("LogicalXor", "Xor")]
        )
        {
            entries.Add(name, call => Logical(call, op));
        }

        entries.Add("Where", Where);
    }

    private static KerasTensor Of(LayerCall call, string op)
    {
        var (left, right) = call.Pair();
        return Broadcasting.Binary(call.Graph, op, left, right);
    }

    private static KerasTensor Divide(LayerCall call)
    {
        var (left, right) = call.Pair();
        if (!left.IsFloat && !right.IsFloat)
            left = call.Graph.Cast(left, DataType.Float);
        return Broadcasting.Binary(call.Graph, "Div", left, right);
    }

    private static KerasTensor FloorDivide(LayerCall call)
    {
        var (left, right) = call.Pair();
        var type = Broadcasting.Common(left.Type, right.Type);
        var isFloat = left.IsFloat || right.IsFloat;
        // The operator for integers cuts off, where floors are wanted.
        if (!isFloat)
            left = call.Graph.Cast(left, DataType.Double);
        var quotient = Broadcasting.Binary(call.Graph, "Div", left, right);
        return call.Graph.Cast(GraphWriter.Map(quotient, x => call.Graph.Node("Floor", [x])), type);
    }

    // The remainder has the sign of the divisor, as in Python.
    private static KerasTensor Mod(LayerCall call)
    {
        var graph = call.Graph;
        var (left, right) = call.Pair();
        if (!left.IsFloat && !right.IsFloat)
            return Broadcasting.Binary(graph, "Mod", left, right);
        var quotient = GraphWriter.Map(Broadcasting.Binary(graph, "Div", left, right), x => graph.Node("Floor", [x]));
        return Broadcasting.Binary(graph, "Sub", left, Broadcasting.Binary(graph, "Mul", quotient, right));
    }

    private static KerasTensor Compare(LayerCall call, string op)
    {
        var (left, right) = call.Pair();
        return Broadcasting.Binary(call.Graph, op, left, right, DataType.Bool);
    }

    private static KerasTensor Logical(LayerCall call, string op)
    {
        var (left, right) = call.Pair();
        return Broadcasting.Binary(
            call.Graph,
            op,
            call.Graph.Cast(left, DataType.Bool),
            call.Graph.Cast(right, DataType.Bool)
        );
    }

    private static KerasTensor Where(LayerCall call)
    {
        var graph = call.Graph;
        var condition = graph.Cast(call.Value("condition"), DataType.Bool);
        var (a, b) = (call.Argument("x1", 1), call.Argument("x2", 2));
        var (x, y) = (a?.Tensors.FirstOrDefault(), b?.Tensors.FirstOrDefault());
        var beside = x ?? y ?? new KerasTensor(DataType.Float, []);
        (x, y) = (x ?? Operands.Literal(call, a, "x1", beside), y ?? Operands.Literal(call, b, "x2", beside));
        var type = Broadcasting.Common(x.Type, y.Type);
        var name = graph.Node(
            "Where",
            [graph.Plain(condition), graph.Plain(graph.Cast(x, type)), graph.Plain(graph.Cast(y, type))]
        );
        var shape = Broadcasting.Shape(condition.Shape, Broadcasting.Shape(x.Shape, y.Shape));
        return new KerasTensor(type, shape) { Plain = name };
    }
}
