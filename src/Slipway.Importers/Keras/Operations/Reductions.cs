using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Operations that make one element of many.</summary>
internal static class Reductions
{
    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        foreach (
            var (name, op) in (ReadOnlySpan<(string, string)>)
                [
                    ("Sum", "ReduceSum"),
                    ("Prod", "ReduceProd"),
                    ("Max", "ReduceMax"),
                    ("Amax", "ReduceMax"),
                    ("Min", "ReduceMin"),
                    ("Amin", "ReduceMin"),
                ]
        )
        {
            entries.Add(name, call => Reduce(call, op, call.Value()));
        }

        entries.Add("Mean", call => Reduce(call, "ReduceMean", Float(call)));
        entries.Add("Logsumexp", call => Reduce(call, "ReduceLogSumExp", Float(call)));
        entries.Add("Any", call => Booleans(call, "ReduceMax"));
        entries.Add("All", call => Booleans(call, "ReduceMin"));
        entries.Add("Var", Variance);
        entries.Add("Std", call => GraphWriter.Map(Variance(call), x => call.Graph.Node("Sqrt", [x])));
        entries.Add("Argmax", call => Place(call, "ArgMax"));
        entries.Add("Argmin", call => Place(call, "ArgMin"));
        entries.Add("Norm", Norm);
    }

    private static KerasTensor Float(LayerCall call)
    {
        var x = call.Value();
        return x.IsFloat ? x : call.Graph.Cast(x, DataType.Float);
    }

    private static KerasTensor Reduce(LayerCall call, string op, KerasTensor x)
    {
        if (call.Literal("initial") is not null)
            throw new NotMappedException("has an initial value");
        if (DTypes.Name(call.Literal("dtype")) is { } dtype && DTypes.Parse(dtype) != x.Type)
            throw new NotMappedException("has another dtype than its input");
        var axes = call.Axes(x.Rank) ?? [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        return Reduce(call, op, x, axes, call.Flag("keepdims"));
    }

    private static KerasTensor Reduce(LayerCall call, string op, KerasTensor x, long[] axes, bool keep)
    {
        var name = call.Graph.Node(
            op,
            [call.Graph.Plain(x), call.Graph.Ints(axes)],
            OnnxAttribute.Of("keepdims", keep ? 1L : 0L),
            OnnxAttribute.Of("noop_with_empty_axes", 1L)
        );
        return new KerasTensor(x.Type, Shape(x, axes, keep)) { Plain = name };
    }

    private static IReadOnlyList<long?> Shape(KerasTensor x, long[] axes, bool keep) =>
        keep
            ? [.. x.Shape.Select((dim, axis) => axes.Contains(axis) ? 1 : dim)]
            : [.. x.Shape.Where((_, axis) => !axes.Contains(axis))];

    private static KerasTensor Booleans(LayerCall call, string op)
    {
        var x = call.Graph.Cast(call.Graph.Cast(call.Value(), DataType.Bool), DataType.Int32);
        return call.Graph.Cast(Reduce(call, op, x), DataType.Bool);
    }

    private static KerasTensor Variance(LayerCall call)
    {
        var graph = call.Graph;
        var x = Float(call);
        var axes = call.Axes(x.Rank) ?? [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        var mean = Reduce(call, "ReduceMean", x, axes, true);
        var centered = graph.Node("Sub", [graph.Plain(x), mean.Plain!]);
        var square = new KerasTensor(x.Type, x.Shape) { Plain = graph.Node("Mul", [centered, centered]) };
        return Reduce(call, "ReduceMean", square, axes, call.Flag("keepdims"));
    }

    private static KerasTensor Norm(LayerCall call)
    {
        var order = call.Literal("ord", 1);
        var x = Float(call);
        var axes = call.Axes(x.Rank, place: 2);
        var op =
            order is null
            || (order.Value.ValueKind == System.Text.Json.JsonValueKind.String && order.Value.GetString() is "fro")
                ? "ReduceL2"
            : axes?.Length == 1 && Literals.Number(order.Value) is { } number
                ? number switch
                {
                    1 => "ReduceL1",
                    2 => "ReduceL2",
                    _ => throw new NotMappedException("has a norm that is not known here"),
                }
            : throw new NotMappedException("has a norm that is not known here");
        axes ??= [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        return Reduce(call, op, x, axes, call.Flag("keepdims"));
    }

    private static KerasTensor Place(LayerCall call, string op)
    {
        var graph = call.Graph;
        var x = call.Value();
        var keep = call.Flag("keepdims");
        if (call.Axes(x.Rank) is not [var axis])
            throw new NotMappedException("looks over all axes at once (axis=None)");
        var name = graph.Node(
            op,
            [graph.Plain(x)],
            OnnxAttribute.Of("axis", axis),
            OnnxAttribute.Of("keepdims", keep ? 1L : 0L)
        );
        return new KerasTensor(DataType.Int32, Shape(x, [axis], keep)) { Plain = graph.Cast(name, DataType.Int32) };
    }
}
