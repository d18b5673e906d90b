using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Layers that are an activation function and nothing else.</summary>
internal static class ActivationLayers
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("Activation", call => Activations.Apply(call, call.FloatInput), MaskRule.Passes);
        entries.Add("ReLU", Relu, MaskRule.Passes);
        entries.Add(
            "LeakyReLU",
            call => Activations.Function(call, call.FloatInput, "leaky_relu", call.Config),
            MaskRule.Passes
        );
        entries.Add("ELU", call => Activations.Function(call, call.FloatInput, "elu", call.Config), MaskRule.Passes);
        entries.Add("PReLU", PRelu, MaskRule.Passes);
        entries.Add("Softmax", Softmax, MaskRule.Passes);
        entries.Add("ThresholdedReLU", ThresholdedRelu, MaskRule.Passes);
    }

    // Above the threshold x, up to the maximum; below it slope * (x - threshold).
    private static KerasTensor Relu(LayerCall call)
    {
        var graph = call.Graph;
        var maximum = call.Config.Number("max_value");
        var slope = call.Config.Number("negative_slope") ?? 0;
        var threshold = call.Config.Number("threshold") ?? 0;
        return GraphWriter.Map(
            call.FloatInput,
            x =>
            {
                if (slope == 0 && threshold == 0)
                    return maximum is null
                        ? graph.Node("Relu", [x])
                        : Activations.Clip(graph, call.FloatInput, x, 0, maximum);
                var above = maximum is null ? x : graph.Node("Min", [x, call.Scalar(maximum.Value)]);
                var bound = call.Scalar(threshold);
                var below = graph.Node("Mul", [graph.Node("Sub", [x, bound]), call.Scalar(slope)]);
                return graph.Node("Where", [graph.Node("GreaterOrEqual", [x, bound]), above, below]);
            }
        );
    }

    private static KerasTensor ThresholdedRelu(LayerCall call)
    {
        var theta = call.Config.Number("theta") ?? 1;
        return GraphWriter.Map(
            call.FloatInput,
            x => call.Graph.Node("ThresholdedRelu", [x], OnnxAttribute.Of("alpha", (float)theta))
        );
    }

    private static KerasTensor PRelu(LayerCall call)
    {
        // The slopes have the shape of a sample, with 1 on shared axes.
        call.Config.Integers("shared_axes");
        var slopes = call.Constant(call.Take("alpha"));
        var x = call.FloatInput;
        return call.Result(call.Graph.Node("PRelu", [call.Graph.Plain(x), slopes]), x.Shape);
    }

    private static KerasTensor Softmax(LayerCall call)
    {
        var x = call.FloatInput;
        var axes = call.Config.Integers("axis") ?? [-1];
        if (call.Tensor("mask") is not { } mask)
            return Over(call, x, axes);
        var graph = call.Graph;
        var kept = graph.Plain(graph.Cast(mask, Onnx.Proto.TensorProto.Types.DataType.Bool));
        var scores = graph.Node("Where", [kept, graph.Plain(x), call.Scalar(AttentionLayers.Lowest(call.Type))]);
        var result = Over(call, x with { Plain = scores, ChannelsFirst = null }, axes);
        // Since Keras 3.14 nothing is left where all are masked; before, they shared it.
        return call.Converter.IsAtLeast(3, 14)
            ? result with
            {
                Plain = graph.Node("Where", [kept, result.Plain!, call.Scalar(0)]),
            }
            : result;
    }

    // Over several axes: by its definition.
    private static KerasTensor Over(LayerCall call, KerasTensor x, long[] axes)
    {
        if (axes.Length == 1)
            return Activations.Softmax(call.Graph, x, (int)axes[0]);
        var graph = call.Graph;
        var name = graph.Node(
            "Sub",
            [graph.Plain(x), graph.Node("ReduceLogSumExp", [graph.Plain(x), graph.Ints(axes)])]
        );
        return call.Result(graph.Node("Exp", [name]), x.Shape);
    }
}
