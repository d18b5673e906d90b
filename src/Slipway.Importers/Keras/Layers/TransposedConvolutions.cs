using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Transposed convolutions: kernels are [space…, out, in] in the framework and [in, out, space…] in ONNX.</summary>
internal static class TransposedConvolutions
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var space = rank;
            entries.Add($"Conv{rank}DTranspose", call => Transposed(call, space), MaskRule.Ends);
            entries.Add($"Convolution{rank}DTranspose", call => Transposed(call, space), MaskRule.Ends);
        }
    }

    private static KerasTensor Transposed(LayerCall call, int rank)
    {
        var kernel = Convolutions.Kernel(call, "kernel", rank);
        var window = new Window(call, Convolutions.Sizes(kernel, rank), call.Config.Integers("strides"));
        if (window.Padding is not ("same" or "valid"))
            throw new NotMappedException($"has the padding '{window.Padding}'");
        if (call.Config.Integer("groups") is not (null or 1))
            throw new NotMappedException("has a transposed convolution in groups");
        var given = call.Config.Integers("output_padding");
        if (given is not null && given.Length != rank && given.Length != 1)
            throw Corrupt.File($"the argument 'output_padding' of layer '{call.Path}' does not fit its {rank} axes.");
        var (before, after, more) = (new long[rank], new long[rank], new long[rank]);
        var space = new long?[rank];
        for (var axis = 0; axis < rank; axis++)
        {
            var stride = window.Strides[axis];
            var extent = ((window.Kernel[axis] - 1) * window.Dilations[axis]) + 1;
            var padding = given is null ? (long?)null : given[given.Length == 1 ? 0 : axis];
            var (total, rest) = Pads(window.Padding, extent, stride, padding, window.Kernel[axis]);
            (before[axis], after[axis], more[axis]) = (total / 2, total - (total / 2), rest);
            space[axis] = window.Space[axis] is { } size ? ((size - 1) * stride) + extent - total + rest : null;
        }

        var inputs = new List<string>
        {
            window.Input(),
            call.Constant(kernel, "io", weight => weight.Transpose([rank + 1, rank, .. Enumerable.Range(0, rank)])),
        };
        if (call.Config.Flag("use_bias", true))
            inputs.Add(call.Constant(call.Take("bias")));
        var y = call.Graph.Node(
            "ConvTranspose",
            inputs.ToArray(),
            OnnxAttribute.Of("kernel_shape", window.Kernel),
            OnnxAttribute.Of("strides", window.Strides),
            OnnxAttribute.Of("dilations", window.Dilations),
            OnnxAttribute.Of("pads", [.. before, .. after]),
            OnnxAttribute.Of("output_padding", more)
        );
        return Activations.Apply(call, window.Result(y, kernel.Shape[rank], space));
    }

    // It is the gradient of the convolution that would shrink its result to its input: what that one pads is cut off.
    private static (long Total, long More) Pads(string padding, long extent, long stride, long? given, long kernel)
    {
        if (given is not { } more)
            return (padding == "same" ? Math.Max(extent - stride, 0) : 0, Math.Max(stride - extent, 0));
        if (padding == "valid")
            return (0, more);
        var both = 2 * (kernel / 2);
        return (Math.Max(both - more, 0), Math.Max(more - both, 0));
    }
}
