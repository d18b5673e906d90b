using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Layers;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Functions of each element.</summary>
internal static class ElementOperations
{
    // What makes floating-point numbers of integers.
    private static readonly Dictionary<string, string> Floating = new()
    {
        ["Exp"] = "Exp",
        ["Log"] = "Log",
        ["Sqrt"] = "Sqrt",
        ["Sin"] = "Sin",
        ["Cos"] = "Cos",
        ["Tan"] = "Tan",
        ["Tanh"] = "Tanh",
        ["Sinh"] = "Sinh",
        ["Cosh"] = "Cosh",
        ["Arcsin"] = "Asin",
        ["Arccos"] = "Acos",
        ["Arctan"] = "Atan",
        ["Arcsinh"] = "Asinh",
        ["Arccosh"] = "Acosh",
        ["Arctanh"] = "Atanh",
        ["Floor"] = "Floor",
        ["Ceil"] = "Ceil",
        ["Reciprocal"] = "Reciprocal",
        ["Erf"] = "Erf",
    };

    private static readonly Dictionary<string, string> Any = new()
    {
        ["Negative"] = "Neg",
        ["Absolute"] = "Abs",
        ["Abs"] = "Abs",
        ["Sign"] = "Sign",
    };

    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        foreach (var (name, op) in Floating)
        {
            entries.Add(name, call => Float(call, (graph, x, _) => graph.Node(op, [x])));
        }

        foreach (var (name, op) in Any)
        {
            entries.Add(name, call => GraphWriter.Map(call.Value(), x => call.Graph.Node(op, [x])));
        }

        entries.Add("Square", call => GraphWriter.Map(call.Value(), x => call.Graph.Node("Mul", [x, x])));
        entries.Add("Round", Round);
        entries.Add("Rsqrt", call => Float(call, (graph, x, _) => graph.Node("Reciprocal", [graph.Node("Sqrt", [x])])));
        entries.Add("Expm1", call => Float(call, (graph, x, one) => graph.Node("Sub", [graph.Node("Exp", [x]), one])));
        entries.Add("Log1p", call => Float(call, (graph, x, one) => graph.Node("Log", [graph.Node("Add", [x, one])])));
        entries.Add("Log2", call => Logarithm(call, 2));
        entries.Add("Log10", call => Logarithm(call, 10));
        entries.Add(
            "Isnan",
            call => GraphWriter.Map(call.Value(), x => call.Graph.Node("IsNaN", [x])) with { Type = DataType.Bool }
        );
        entries.Add(
            "Isinf",
            call => GraphWriter.Map(call.Value(), x => call.Graph.Node("IsInf", [x])) with { Type = DataType.Bool }
        );
        entries.Add(
            "LogicalNot",
            call => GraphWriter.Map(call.Graph.Cast(call.Value(), DataType.Bool), x => call.Graph.Node("Not", [x]))
        );
        entries.Add("Clip", Clip);
        entries.Add("Cast", Cast);
        entries.Add("StopGradient", call => call.Value("variable"));
        entries.Add("Copy", call => call.Value());
        entries.Add("ZerosLike", call => Like(call, 0));
        entries.Add("OnesLike", call => Like(call, 1));
        entries.Add("Identity", call => call.Value());
    }

    private static KerasTensor Float(LayerCall call, Func<GraphWriter, string, string, string> function)
    {
        var x = call.Value();
        x = x.IsFloat ? x : call.Graph.Cast(x, DataType.Float);
        return GraphWriter.Map(x, name => function(call.Graph, name, call.Graph.Scalar(x.Type, 1)));
    }

    private static KerasTensor Logarithm(LayerCall call, double of)
    {
        var x = call.Value();
        x = x.IsFloat ? x : call.Graph.Cast(x, DataType.Float);
        var factor = call.Graph.Scalar(x.Type, 1 / Math.Log(of));
        return GraphWriter.Map(x, name => call.Graph.Node("Mul", [call.Graph.Node("Log", [name]), factor]));
    }

    private static KerasTensor Round(LayerCall call) =>
        call.Number("decimals", 1) is null or 0
            ? GraphWriter.Map(call.Value(), x => call.Graph.Node("Round", [x]))
            : throw new NotMappedException("rounds to decimals");

    private static KerasTensor Clip(LayerCall call)
    {
        var x = call.Value();
        var (low, high) = (call.Number("x_min", 1), call.Number("x_max", 2));
        return GraphWriter.Map(x, name => Activations.Clip(call.Graph, x, name, low, high));
    }

    private static KerasTensor Cast(LayerCall call)
    {
        var name = DTypes.Name(call.Literal("dtype", 1));
        var type = name is null ? null : DTypes.Parse(name);
        return call.Graph.Cast(call.Value(), type ?? throw new NotMappedException($"casts to the dtype '{name}'"));
    }

    private static KerasTensor Like(LayerCall call, double value)
    {
        var graph = call.Graph;
        var x = call.Value();
        var type = call.Literal("dtype", 1) is { } dtype
            ? DTypes.Parse(DTypes.Name(dtype) ?? "") ?? throw new NotMappedException("has an unknown dtype")
            : x.Type;
        var shape = graph.Node("Shape", [graph.Plain(x)]);
        return new KerasTensor(type, x.Shape) { Plain = graph.Node("Expand", [graph.Scalar(type, value), shape]) };
    }
}
