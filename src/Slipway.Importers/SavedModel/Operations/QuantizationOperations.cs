using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// What training for quantisation leaves in a graph: numbers are rounded to the steps that integers of so many bits would
/// have between two limits. Zero is always one of the steps.
/// </summary>
internal static class QuantizationOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["FakeQuantWithMinMaxArgs"] = node =>
            [Round(node, [node.Number("min", -6)], [node.Number("max", 6)], isVector: false)];
        table["FakeQuantWithMinMaxVars"] = node => [Round(node, Limits(node, 1), Limits(node, 2), isVector: false)];
        table["FakeQuantWithMinMaxVarsPerChannel"] = node =>
            [Round(node, Limits(node, 1), Limits(node, 2), isVector: true)];
    }

    private static float[] Limits(NodeContext node, int index) =>
        node[index].Constant is { Type: OnnxType.Float } constant
            ? constant.Values<float>().ToArray()
            : throw node.Cannot("has limits that are computed");

    private static Value Round(NodeContext node, float[] low, float[] high, bool isVector)
    {
        if (low.Length != high.Length || low.Length == 0)
            throw node.Cannot("has limits that do not belong together");
        var from = node.Flag("narrow_range") ? 1 : 0;
        var to = (1L << (int)Math.Clamp(node.Integer("num_bits", 8), 2, 16)) - 1;
        var (lows, highs, steps) = (new float[low.Length], new float[low.Length], new float[low.Length]);
        for (var i = 0; i < low.Length; i++)
        {
            var step = (high[i] - low[i]) / (to - from);
            var zero = step == 0 ? from : Math.Clamp(Math.Floor(from - (low[i] / step) + 0.5), from, to);
            // Where both limits are zero, all numbers become zero.
            (lows[i], highs[i], steps[i]) = (
                (float)((from - zero) * step),
                (float)((to - zero) * step),
                step == 0 ? 1 : step
            );
        }

        var (least, most, size) = (Constant(lows), Constant(highs), Constant(steps));
        var inside = node.Emit("Min", [node.Emit("Max", [node.Name(0), least]), most]);
        var places = node.Emit("Div", [node.Emit("Sub", [inside, least]), size]);
        // Halves go up.
        var rounded = node.Emit("Floor", [node.Emit("Add", [places, node.Writer.Scalar(OnnxType.Float, 0.5)])]);
        var name = node.Emit("Add", [node.Emit("Mul", [rounded, size]), least]);
        return node.Of(name, node[0].Type, node[0].Shape);

        string Constant(float[] values) =>
            node.Writer.Name(
                node.Constant(
                    isVector ? TensorValue.From<float>(values, values.Length) : TensorValue.From<float>(values)
                )
            );
    }
}
