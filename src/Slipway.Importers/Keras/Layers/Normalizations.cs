using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Normalisations of each sample.</summary>
internal static class Normalizations
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("LayerNormalization", LayerNormalization, MaskRule.Passes);
        entries.Add("GroupNormalization", GroupNormalization, MaskRule.Passes);
        entries.Add("UnitNormalization", UnitNormalization, MaskRule.Passes);
        entries.Add("RMSNormalization", RmsNormalization, MaskRule.Ends);
    }

    private static KerasTensor LayerNormalization(LayerCall call)
    {
        var graph = call.Graph;
        // Half precision is too coarse for variances, in the framework as well.
        var x = graph.Cast(call.Input, DataType.Float);
        var epsilon = call.Config.Number("epsilon") ?? 1e-3;
        var axes = (call.Config.Integers("axis") ?? [-1])
            .Select(axis => axis < 0 ? axis + x.Rank : axis)
            .Order()
            .ToArray();
        var gamma = call.Config.Flag("scale", true) ? call.Take("gamma") : null;
        var beta = call.Config.Flag("center", true) ? call.Take("beta") : null;
        if (call.Config.Flag("rms_scaling"))
            return RmsScaling(call, x, axes, epsilon, gamma);
        string y;
        if (gamma is not null && axes[0] == x.Rank - axes.Length && axes[^1] == x.Rank - 1)
        {
            // The last axes: the operator.
            string[] inputs = [graph.Plain(x), Constant(call, gamma, gamma.Shape)];
            if (beta is not null)
                inputs = [.. inputs, Constant(call, beta, beta.Shape)];
            y = graph.Node(
                "LayerNormalization",
                inputs,
                OnnxAttribute.Of("axis", axes[0]),
                OnnxAttribute.Of("epsilon", (float)epsilon)
            );
        }
        else
        {
            y = Standardize(graph, graph.Plain(x), axes, epsilon);
            y = ScaleAndShift(call, y, Broadcast(x, axes, gamma), Broadcast(x, axes, beta));
        }

        return graph.Cast(new KerasTensor(DataType.Float, x.Shape) { Plain = y }, call.Type);
    }

    // Keras's: by the variance, which takes the mean away.
    private static KerasTensor RmsScaling(LayerCall call, KerasTensor x, long[] axes, double epsilon, Weight? gamma)
    {
        var graph = call.Graph;
        var plain = graph.Plain(x);
        var mean = graph.Node("ReduceMean", [plain, graph.Ints(axes)]);
        var centered = graph.Node("Sub", [plain, mean]);
        var variance = graph.Node("ReduceMean", [graph.Node("Mul", [centered, centered]), graph.Ints(axes)]);
        var y = graph.Node("Div", [plain, Deviation(graph, variance, epsilon)]);
        y = ScaleAndShift(call, y, Broadcast(x, axes, gamma), null);
        return graph.Cast(new KerasTensor(DataType.Float, x.Shape) { Plain = y }, call.Type);
    }

    // Groups of channels: [batch, space…, groups, channels of a group].
    private static KerasTensor GroupNormalization(LayerCall call)
    {
        var graph = call.Graph;
        var x = graph.Cast(call.Input, DataType.Float);
        var epsilon = call.Config.Number("epsilon") ?? 1e-3;
        var axis = (int)(call.Config.Integer("axis") ?? -1);
        axis = axis < 0 ? axis + x.Rank : axis;
        var channels = x.Shape[axis] ?? throw new NotMappedException("normalises a free axis");
        var groups = call.Config.Integer("groups") ?? 32;
        if (groups is -1)
            groups = channels;
        if (groups <= 0 || channels % groups != 0)
            throw Corrupt.File($"layer '{call.Path}' has {groups} groups for {channels} channels.");
        var gamma = call.Config.Flag("scale", true) ? call.Take("gamma") : null;
        var beta = call.Config.Flag("center", true) ? call.Take("beta") : null;
        var plain = graph.Plain(x);
        var shape = graph.Node("Shape", [plain]);
        var grouped = graph.Concat(
            [
                graph.Slice(shape, 0, axis, 0),
                graph.Ints(groups, channels / groups),
                graph.Slice(shape, axis + 1, int.MaxValue, 0),
            ],
            0
        );
        var axes = Enumerable.Range(1, x.Rank).Where(at => at != axis).Select(at => (long)at).ToArray();
        var y = Standardize(graph, graph.Node("Reshape", [plain, grouped]), axes, epsilon);
        y = graph.Node("Reshape", [y, shape]);
        y = ScaleAndShift(call, y, Broadcast(x, [axis], gamma), Broadcast(x, [axis], beta));
        return graph.Cast(new KerasTensor(DataType.Float, x.Shape) { Plain = y }, call.Type);
    }

    // x / max(|x|, 1e-6), the norm over the axes.
    private static KerasTensor UnitNormalization(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        var plain = graph.Plain(x);
        var axes = call.Config.Integers("axis") ?? [-1];
        var norm = graph.Node("ReduceL2", [plain, graph.Ints(axes)]);
        // The square is compared with 1e-12.
        return call.Result(graph.Node("Div", [plain, graph.Node("Max", [norm, call.Scalar(1e-6)])]), x.Shape);
    }

    private static KerasTensor RmsNormalization(LayerCall call)
    {
        var graph = call.Graph;
        var x = graph.Cast(call.Input, DataType.Float);
        var plain = graph.Plain(x);
        var axes = (call.Config.Integers("axis") ?? [-1]).Select(axis => axis < 0 ? axis + x.Rank : axis).ToArray();
        var epsilon = call.Config.Number("epsilon") ?? 1e-6;
        var square = graph.Node("ReduceMean", [graph.Node("Mul", [plain, plain]), graph.Ints(axes)]);
        var y = graph.Node("Div", [plain, Deviation(graph, square, epsilon)]);
        y = ScaleAndShift(call, y, Broadcast(x, axes, call.Take("scale")), null);
        return graph.Cast(new KerasTensor(DataType.Float, x.Shape) { Plain = y }, call.Type);
    }

    private static string Standardize(GraphWriter graph, string x, long[] axes, double epsilon)
    {
        var centered = graph.Node("Sub", [x, graph.Node("ReduceMean", [x, graph.Ints(axes)])]);
        var variance = graph.Node("ReduceMean", [graph.Node("Mul", [centered, centered]), graph.Ints(axes)]);
        return graph.Node("Div", [centered, Deviation(graph, variance, epsilon)]);
    }

    private static string Deviation(GraphWriter graph, string variance, double epsilon) =>
        graph.Node("Sqrt", [graph.Node("Add", [variance, graph.Scalar(DataType.Float, epsilon)])]);

    private static Weight? Broadcast(KerasTensor x, long[] axes, Weight? weight)
    {
        if (weight is null)
            return null;
        var dims = Enumerable.Repeat(1, x.Rank).ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            dims[axes[i]] = (int)(x.Shape[(int)axes[i]] ?? throw new NotMappedException("normalises a free axis"));
        }

        return weight.Reshape(dims);
    }

    private static string ScaleAndShift(LayerCall call, string y, Weight? gamma, Weight? beta)
    {
        if (gamma is not null)
            y = call.Graph.Node("Mul", [y, Constant(call, gamma, gamma.Shape)]);
        return beta is null ? y : call.Graph.Node("Add", [y, Constant(call, beta, beta.Shape)]);
    }

    private static string Constant(LayerCall call, Weight weight, int[] shape) =>
        call.Graph.Constant($"{call.Path}:{weight.Path}:{string.Join(',', shape)}", DataType.Float, () => weight);
}
