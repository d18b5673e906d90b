using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Layers that prepare numbers.</summary>
internal static class Preprocessing
{
    // Keras's, below which a deviation counts as this.
    private const float Epsilon = 1e-7f;

    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("Normalization", Normalization, MaskRule.Passes);
        entries.Add("Rescaling", Rescaling, MaskRule.Passes);
        entries.Add("Discretization", Discretization, MaskRule.Ends);
    }

    private static KerasTensor Normalization(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        var axes = !call.Definition.Config.TryGetProperty("axis", out _) ? [-1] : call.Config.Integers("axis") ?? [];
        axes = [.. axes.Select(axis => axis < 0 ? axis + x.Rank : axis).Order()];
        var given = call.Config.Value("mean") is { } mean
            ? (Literal(call, "mean", mean), Literal(call, "variance", call.Config.Value("variance") ?? default))
            : (call.Take("mean"), call.Take("variance"));
        var dims = Enumerable.Repeat(1, x.Rank).ToArray();
        foreach (var axis in axes)
        {
            dims[axis] = (int)(x.Shape[(int)axis] ?? throw new NotMappedException("normalises a free axis"));
        }

        var means = Shaped(given.Item1, dims);
        var deviations = Shaped(given.Item2, dims);
        deviations = deviations with
        {
            Path = deviations.Path + ":deviation",
            Values = Array.ConvertAll(deviations.Values, value => MathF.Max(MathF.Sqrt(value), Epsilon)),
        };
        var (shift, scale) = (call.Constant(means, "mean"), call.Constant(deviations, "deviation"));
        var y = call.Config.Flag("invert")
            ? graph.Node("Add", [graph.Node("Mul", [graph.Plain(x), scale]), shift])
            : graph.Node("Div", [graph.Node("Sub", [graph.Plain(x), shift]), scale]);
        return call.Result(y, x.Shape);
    }

    private static Weight Shaped(Weight weight, int[] dims) =>
        weight.Values.Length == 1
            ? weight.Reshape([.. dims.Select(_ => 1)])
            // Given means may have the shape of the last axes only.
            : weight.Reshape(dims);

    private static Weight Literal(LayerCall call, string name, JsonElement value) =>
        Literals.Numbers(value) is { } numbers
            ? new Weight(
                $"{call.Path}/{name}",
                numbers.Shape,
                Array.ConvertAll(numbers.Values, number => (float)number)
            )
            : throw call.Config.Wrong(name, "a list of numbers");

    private static KerasTensor Rescaling(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        var scale = Factor(call, "scale", 1);
        var offset = Factor(call, "offset", 0);
        if (scale.Shape.Length > 0 || offset.Shape.Length > 0)
        {
            // A factor for each channel: in the framework's layout.
            var scaled = graph.Node("Mul", [graph.Plain(x), call.Constant(scale, "scale")]);
            return call.Result(graph.Node("Add", [scaled, call.Constant(offset, "offset")]), x.Shape);
        }

        return GraphWriter.Map(
            x,
            name =>
            {
                var y = graph.Node("Mul", [name, call.Scalar(scale.Values[0])]);
                return offset.Values[0] == 0 ? y : graph.Node("Add", [y, call.Scalar(offset.Values[0])]);
            }
        );
    }

    private static Weight Factor(LayerCall call, string name, float standard) =>
        call.Config.Value(name) is { } value
            ? Literal(call, name, value)
            : new Weight($"{call.Path}/{name}", [], [standard]);

    // The number of boundaries that are not above the value.
    private static KerasTensor Discretization(LayerCall call)
    {
        var graph = call.Graph;
        call.Config.Value("num_bins");
        call.Config.Value("epsilon");
        if (call.Config.Value("bin_boundaries") is not { } value || Literals.Numbers(value) is not { } bounds)
            throw new NotMappedException("has no bin_boundaries in the file");
        var x = graph.Cast(call.Input, DataType.Float);
        var limits = graph.Constant(
            $"{call.Path}:bounds",
            DataType.Float,
            () =>
                new Weight(
                    $"{call.Path}/bin_boundaries",
                    [bounds.Values.Length],
                    Array.ConvertAll(bounds.Values, bound => (float)bound)
                )
        );
        var reached = graph.Node("GreaterOrEqual", [graph.Unsqueeze(graph.Plain(x), -1), limits]);
        var bins = graph.Node(
            "ReduceSum",
            [graph.Cast(reached, DataType.Int64), graph.Ints(-1)],
            OnnxAttribute.Of("keepdims", 0L)
        );
        var result = new KerasTensor(DataType.Int64, x.Shape) { Plain = bins };
        return CategoryEncoding.Encode(
            call,
            result,
            call.Config.Text("output_mode") ?? "int",
            bounds.Values.Length + 1
        );
    }
}
