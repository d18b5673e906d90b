using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Batch normalisation: a scale and a shift for each channel when a model serves.</summary>
internal static class BatchNormalization
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("BatchNormalization", Map, MaskRule.Passes);
        entries.Add("BatchNormalizationV1", Map, MaskRule.Passes);
        entries.Add("BatchNormalizationV2", Map, MaskRule.Passes);
        entries.Add("SyncBatchNormalization", Map, MaskRule.Passes);
    }

    private static KerasTensor Map(LayerCall call)
    {
        // Renormalisation changes training only.
        foreach (var name in (string[])["renorm", "renorm_clipping", "renorm_momentum"])
        {
            call.Config.Value(name);
        }

        call.Config.Value("virtual_batch_size");
        var epsilon = call.Config.Number("epsilon") ?? 1e-3;
        var gamma = call.Config.Flag("scale", true) ? call.Take("gamma") : null;
        var beta = call.Config.Flag("center", true) ? call.Take("beta") : null;
        var mean = call.Take("moving_mean");
        var variance = call.Take("moving_variance");
        var count = mean.Values.Length;
        if (
            variance.Values.Length != count
            || (gamma ?? mean).Values.Length != count
            || (beta ?? mean).Values.Length != count
        )
            throw Corrupt.File($"the weights of layer '{call.Path}' are of different sizes.");
        if (call.Config.Integers("axis") is { Length: > 1 } several)
            return Several(call, several, epsilon, [gamma, beta, mean, variance]);
        var axis = (int)(call.Config.Integers("axis")?[0] ?? -1);
        // Half precision is too coarse for the statistics, in the framework as well.
        var x = call.Graph.Cast(call.Input, DataType.Float);
        axis = axis < 0 ? axis + x.Rank : axis;
        var isLast = axis == x.Rank - 1;
        KerasTensor y;
        if (x.Rank > 2 && (axis == 1 || (isLast && x.ChannelsFirst is not null)))
        {
            y = Normalize(call, x, isLast && x.ChannelsFirst is not null, epsilon, [gamma, beta, mean, variance]);
        }
        else
        {
            var dims = isLast
                ? [count]
                : Enumerable.Range(0, x.Rank - axis).Select(at => at == 0 ? count : 1).ToArray();
            y = Scale(call, x, dims, epsilon, [gamma, beta, mean, variance]);
        }

        return call.Graph.Cast(y, call.Type);
    }

    // The statistics are those of each place along the axes, in their order.
    private static KerasTensor Several(LayerCall call, long[] axes, double epsilon, Weight?[] weights)
    {
        var x = call.Graph.Cast(call.Input, DataType.Float);
        var dims = Enumerable.Repeat(1, x.Rank).ToArray();
        foreach (var axis in axes.Select(axis => (int)(axis < 0 ? axis + x.Rank : axis)))
        {
            dims[axis] = (int)(x.Shape[axis] ?? throw new NotMappedException("normalises a free axis"));
        }

        if (dims.Aggregate(1L, (product, dim) => product * dim) != weights[2]!.Values.Length)
            throw Corrupt.File($"the weights of layer '{call.Path}' do not fit its axes.");
        return call.Graph.Cast(Scale(call, x, dims, epsilon, weights), call.Type);
    }

    // The operator: engines fold it into the convolution before it.
    private static KerasTensor Normalize(LayerCall call, KerasTensor x, bool isFirst, double epsilon, Weight?[] weights)
    {
        var count = weights[2]!.Values.Length;
        var inputs = new List<string> { isFirst ? x.ChannelsFirst! : call.Graph.Plain(x) };
        for (var i = 0; i < weights.Length; i++)
        {
            var standard = i == 0 ? 1f : 0f;
            var weight =
                weights[i] ?? new Weight($"{weights[2]!.Path}:{i}", [count], [.. Enumerable.Repeat(standard, count)]);
            inputs.Add(call.Graph.Constant($"{call.Path}:{weight.Path}", DataType.Float, () => weight));
        }

        var y = call.Graph.Node("BatchNormalization", inputs.ToArray(), OnnxAttribute.Of("epsilon", (float)epsilon));
        return isFirst
            ? new KerasTensor(DataType.Float, x.Shape) { ChannelsFirst = y }
            : new KerasTensor(DataType.Float, x.Shape) { Plain = y };
    }

    private static KerasTensor Scale(LayerCall call, KerasTensor x, int[] dims, double epsilon, Weight?[] weights)
    {
        var (gamma, beta, mean, variance) = (weights[0], weights[1], weights[2]!, weights[3]!);
        var scale = new float[mean.Values.Length];
        var shift = new float[mean.Values.Length];
        for (var i = 0; i < scale.Length; i++)
        {
            var factor = (gamma?.Values[i] ?? 1) / Math.Sqrt(variance.Values[i] + epsilon);
            scale[i] = (float)factor;
            shift[i] = (float)((beta?.Values[i] ?? 0) - (mean.Values[i] * factor));
        }

        var graph = call.Graph;
        var scaled = graph.Node(
            "Mul",
            [
                graph.Plain(x),
                graph.Constant(
                    $"{call.Path}:scale",
                    DataType.Float,
                    () => new Weight($"{call.Path}/scale", dims, scale)
                ),
            ]
        );
        var shifted = graph.Node(
            "Add",
            [
                scaled,
                graph.Constant(
                    $"{call.Path}:shift",
                    DataType.Float,
                    () => new Weight($"{call.Path}/shift", dims, shift)
                ),
            ]
        );
        return new KerasTensor(DataType.Float, x.Shape) { Plain = shifted };
    }
}
