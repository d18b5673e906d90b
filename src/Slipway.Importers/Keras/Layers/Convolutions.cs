using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>
/// Convolutions: kernels are [space…, in, out] in the framework and [out, in, space…] in ONNX; those by channel are
/// [space…, in, multiplier].
/// </summary>
internal static class Convolutions
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var space = rank;
            entries.Add($"Conv{rank}D", call => Convolution(call, space), MaskRule.Ends);
            entries.Add($"Convolution{rank}D", call => Convolution(call, space), MaskRule.Ends);
            if (rank == 3)
                break;
            entries.Add($"DepthwiseConv{rank}D", call => Depthwise(call, space), MaskRule.Ends);
            entries.Add($"SeparableConv{rank}D", call => Separable(call, space), MaskRule.Ends);
            entries.Add($"SeparableConvolution{rank}D", call => Separable(call, space), MaskRule.Ends);
        }
    }

    private static KerasTensor Convolution(LayerCall call, int rank)
    {
        var kernel = Kernel(call, "kernel", rank);
        var window = new Window(call, Sizes(kernel, rank), call.Config.Integers("strides"));
        var inputs = new List<string>
        {
            window.Input(),
            call.Constant(kernel, "oi", weight => OutputFirst(weight, rank)),
        };
        if (call.Config.Flag("use_bias", true))
            inputs.Add(call.Constant(call.Take("bias")));
        var attributes = window.Attributes();
        attributes.Add(OnnxAttribute.Of("group", call.Config.Integer("groups") ?? 1));
        var y = call.Graph.Node("Conv", inputs.ToArray(), attributes.ToArray());
        return Activations.Apply(call, window.Result(y, kernel.Shape[^1], window.ResultSpace()));
    }

    private static KerasTensor Depthwise(LayerCall call, int rank)
    {
        var kernel = Kernel(call, "depthwise_kernel", rank, "kernel");
        CheckGroups(call);
        var window = new Window(call, Sizes(kernel, rank), call.Config.Integers("strides"));
        var bias = call.Config.Flag("use_bias", true) ? call.Take("bias") : null;
        var y = ByChannel(call, window, kernel, bias);
        return Activations.Apply(call, window.Result(y, Channels(kernel), window.ResultSpace()));
    }

    private static KerasTensor Separable(LayerCall call, int rank)
    {
        var kernel = Kernel(call, "depthwise_kernel", rank);
        var points = Kernel(call, "pointwise_kernel", rank);
        CheckGroups(call);
        var window = new Window(call, Sizes(kernel, rank), call.Config.Integers("strides"));
        var inputs = new List<string>
        {
            ByChannel(call, window, kernel, null),
            call.Constant(points, "oi", weight => OutputFirst(weight, rank)),
        };
        if (call.Config.Flag("use_bias", true))
            inputs.Add(call.Constant(call.Take("bias")));
        var y = call.Graph.Node("Conv", inputs.ToArray());
        return Activations.Apply(call, window.Result(y, points.Shape[^1], window.ResultSpace()));
    }

    // Keras 2 writes the groups of all convolutions; by channel there are none but those.
    private static void CheckGroups(LayerCall call)
    {
        call.Config.Integer("depth_multiplier");
        if (call.Config.Integer("groups") is not (null or 1))
            throw new NotMappedException("has groups of channels besides");
    }

    // A group for each channel; the framework's order of results is channel first, then multiplier, as ONNX has it.
    private static string ByChannel(LayerCall call, Window window, Weight kernel, Weight? bias)
    {
        var rank = window.Kernel.Length;
        var form = call.Constant(
            kernel,
            "channels",
            weight =>
                weight
                    .Transpose([rank, rank + 1, .. Enumerable.Range(0, rank)])
                    .Reshape([Channels(weight), 1, .. weight.Shape.Take(rank)])
        );
        var attributes = window.Attributes();
        attributes.Add(OnnxAttribute.Of("group", (long)kernel.Shape[rank]));
        return bias is null
            ? call.Graph.Node("Conv", [window.Input(), form], attributes.ToArray())
            : call.Graph.Node("Conv", [window.Input(), form, call.Constant(bias)], attributes.ToArray());
    }

    private static int Channels(Weight kernel) => kernel.Shape[^1] * kernel.Shape[^2];

    public static long[] Sizes(Weight kernel, int rank) => [.. kernel.Shape.Take(rank).Select(size => (long)size)];

    /// <summary>A kernel as [out, in, space…].</summary>
    public static Weight OutputFirst(Weight kernel, int rank) =>
        kernel.Transpose([rank + 1, rank, .. Enumerable.Range(0, rank)]);

    /// <summary>A kernel with the axes of space and two more.</summary>
    public static Weight Kernel(LayerCall call, string name, int rank, string? otherName = null)
    {
        var kernel =
            otherName is not null && call.Weights.Find(name, -1) is null ? call.Take(otherName) : call.Take(name);
        if (name == "kernel")
        {
            kernel = call.Converter.Kernels.Restore(
                kernel,
                rank,
                call.Config.Text("data_format") == "channels_first",
                call.Definition.ClassName.EndsWith("Transpose", StringComparison.Ordinal)
            );
        }

        return kernel.Shape.Length == rank + 2
            ? kernel
            : throw Corrupt.File($"the kernel of layer '{call.Path}' has {kernel.Shape.Length} axes.");
    }
}
