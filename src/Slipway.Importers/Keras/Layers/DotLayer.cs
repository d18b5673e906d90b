using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>The dot product of two inputs, sample by sample, over an axis of each.</summary>
internal static class DotLayer
{
    public static void Register(Dictionary<string, LayerEntry> entries) => entries.Add("Dot", Map, MaskRule.Ends);

    private static KerasTensor Map(LayerCall call)
    {
        if (call.Inputs.Count != 2)
            throw Corrupt.File($"layer '{call.Path}' takes two inputs and has {call.Inputs.Count}.");
        var graph = call.Graph;
        var (left, right) = (graph.Cast(call.Inputs[0], call.Type), graph.Cast(call.Inputs[1], call.Type));
        var axes = call.Config.Integers("axes") ?? throw Corrupt.File($"layer '{call.Path}' has no axes.");
        var (a, b) = (Axis(axes[0], left), Axis(axes[^1], right));
        if (call.Config.Flag("normalize"))
            (left, right) = (Normalize(call, left, a), Normalize(call, right, b));
        var (letters, others) = ("z" + "abcdefgh"[..(left.Rank - 1)], "z" + "mnopqrst"[..(right.Rank - 1)]);
        letters = Replace(letters, a, 'y');
        others = Replace(others, b, 'y');
        var free =
            letters.Replace("y", "", StringComparison.Ordinal) + others.Replace("y", "", StringComparison.Ordinal)[1..];
        long?[] shape =
        [
            .. left.Shape.Where((_, axis) => axis != a),
            .. right.Shape.Where((_, axis) => axis != b && axis != 0),
        ];
        var y = graph.Node(
            "Einsum",
            [graph.Plain(left), graph.Plain(right)],
            OnnxAttribute.Of("equation", $"{letters},{others}->{free}")
        );
        // Two vectors give a column.
        return shape.Length == 1 ? call.Result(graph.Unsqueeze(y, 1), shape[0], 1) : call.Result(y, shape);

        int Axis(long axis, KerasTensor value)
        {
            var at = axis < 0 ? axis + value.Rank : axis;
            return at > 0 && at < value.Rank && value.Rank <= 8
                ? (int)at
                : throw Corrupt.File($"layer '{call.Path}' multiplies over the axis {axis} of {value}.");
        }
    }

    private static string Replace(string letters, int at, char letter) => letters[..at] + letter + letters[(at + 1)..];

    // x / sqrt(max(|x|², 1e-12))
    private static KerasTensor Normalize(LayerCall call, KerasTensor value, int axis)
    {
        var graph = call.Graph;
        var norm = graph.Node("ReduceL2", [graph.Plain(value), graph.Ints(axis)]);
        return call.Result(
            graph.Node("Div", [graph.Plain(value), graph.Node("Max", [norm, call.Scalar(1e-6)])]),
            value.Shape
        );
    }
}
