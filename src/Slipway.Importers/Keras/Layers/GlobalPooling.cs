using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Pooling over all of space.</summary>
internal static class GlobalPooling
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            entries.Add($"GlobalMaxPooling{rank}D", call => Pool(call, "ReduceMax"), MaskRule.Ends);
            entries.Add($"GlobalMaxPool{rank}D", call => Pool(call, "ReduceMax"), MaskRule.Ends);
            entries.Add($"GlobalAveragePooling{rank}D", call => Pool(call, "ReduceMean"), MaskRule.Ends);
            entries.Add($"GlobalAvgPool{rank}D", call => Pool(call, "ReduceMean"), MaskRule.Ends);
        }
    }

    private static KerasTensor Pool(LayerCall call, string op)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        var keep = call.Config.Flag("keepdims");
        var isFirst = call.Config.Text("data_format") == "channels_first";
        var channels = isFirst ? x.Shape[1] : x.Shape[^1];
        IReadOnlyList<long?> ones = [.. Enumerable.Repeat((long?)1, x.Rank - 2)];
        IReadOnlyList<long?> shape =
            !keep ? [x.Shape[0], channels]
            : isFirst ? [x.Shape[0], channels, .. ones]
            : [x.Shape[0], .. ones, channels];
        if (op == "ReduceMean" && x.Rank == 3 && call.Mask is { } mask)
            return MaskedMean(call, x, mask, isFirst ? 2 : 1, keep, shape);
        // What comes from a convolution has its channels first, and needs no transposition for this.
        var fromFirst = isFirst || x.ChannelsFirst is not null;
        var axes = fromFirst ? Enumerable.Range(2, x.Rank - 2) : Enumerable.Range(1, x.Rank - 2);
        var y = graph.Node(
            op,
            [
                fromFirst && !isFirst ? x.ChannelsFirst! : graph.Plain(x),
                graph.Ints([.. axes.Select(axis => (long)axis)]),
            ],
            OnnxAttribute.Of("keepdims", keep ? 1L : 0L)
        );
        return keep && fromFirst && !isFirst
            ? new KerasTensor(call.Type, shape) { ChannelsFirst = y }
            : call.Result(y, shape);
    }

    // The mean of the steps that count.
    private static KerasTensor MaskedMean(
        LayerCall call,
        KerasTensor x,
        KerasTensor mask,
        long steps,
        bool keep,
        IReadOnlyList<long?> shape
    )
    {
        var graph = call.Graph;
        var counts = graph.Unsqueeze(graph.Plain(graph.Cast(mask, DataType.Bool)), steps == 1 ? 2 : 1);
        var kept = graph.Node("Where", [counts, graph.Plain(x), call.Scalar(0)]);
        var keepDims = OnnxAttribute.Of("keepdims", keep ? 1L : 0L);
        var sum = graph.Node("ReduceSum", [kept, graph.Ints(steps)], keepDims);
        var count = graph.Node("ReduceSum", [graph.Cast(counts, call.Type), graph.Ints(steps)], keepDims);
        return call.Result(graph.Node("Div", [sum, count]), shape);
    }
}
