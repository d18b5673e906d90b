using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Convolutions; the engine computes them in single precision.</summary>
internal static class ConvolutionOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Conv2D"] = node => [Convolve(node, 4)];
        table["Conv3D"] = node => [Convolve(node, 5)];
        table["_FusedConv2D"] = node => [Fusion.After(node, Convolve(node, 4), axis: 1)];
        table["DepthwiseConv2dNative"] = node => [Depthwise(node)];
        table["_FusedDepthwiseConv2dNative"] = node => [Fusion.After(node, Depthwise(node), axis: 1)];
        table["Conv2DBackpropInput"] = node => [Transposed(node, 4)];
        table["Conv3DBackpropInputV2"] = node => [Transposed(node, 5)];
    }

    private static Value Convolve(NodeContext node, int rank)
    {
        var window = new Window(node, rank);
        var filter = node[1].Shape;
        var channels = node[0].Shape?[window.IsChannelsFirst ? 1 : ^1];
        var group = 1L;
        if (channels is { } given && filter?[^2] is { } taken && taken > 0 && given != taken)
        {
            if (given % taken != 0)
                throw node.Cannot($"has {given} channels, and its filter takes {taken}");
            group = given / taken;
        }

        var weights = Filter(node, 1, [.. new[] { rank - 1, rank - 2 }, .. Enumerable.Range(0, rank - 2)]);
        return Write(node, window, weights, group, filter, filter?[^1]);
    }

    /// <summary>Each channel by itself: filters of [height, width, channels, multiplier].</summary>
    private static Value Depthwise(NodeContext node)
    {
        var window = new Window(node, 4);
        if (node[1].Shape is not [var height, var width, { } channels, var multiplier])
            throw node.Cannot("has a filter of unknown shape");
        // To [channels × multiplier, 1, height, width].
        var turned = Filter(node, 1, [2, 3, 0, 1]);
        if (multiplier is null || height is null || width is null)
            throw node.Cannot("has a filter of unknown shape");
        var shape = new[] { channels * multiplier.Value, 1, height.Value, width.Value };
        var weights = node[1].Constant is { } constant
            ? node.Writer.Name(node.Constant(ConstantTranspose.Of(node, constant, [2, 3, 0, 1])!.Reshaped(shape)))
            : node.Emit("Reshape", [turned, node.Writer.Integers(shape)]);
        return Write(node, window, weights, channels, node[1].Shape, channels * multiplier);
    }

    private static Value Write(
        NodeContext node,
        Window window,
        string weights,
        long group,
        long?[]? filter,
        long? outputs
    )
    {
        var type = node[0].Type;
        var attributes = new List<AttributeProto>
        {
            window.Pads(),
            OnnxAttribute.Of("strides", window.Strides),
            OnnxAttribute.Of("dilations", window.Dilations),
            OnnxAttribute.Of("group", group),
        };
        // The engine does not derive the padding of a dilated window.
        if (window.Padding == "SAME" && window.Dilations.Any(dilation => dilation > 1))
            attributes[0] = DilatedPads(node, window, filter);
        var kernel = Kernel(type);
        if (kernel != type)
            weights = node.Cast(weights, kernel);
        var name = node.Through(
            type,
            kernel,
            window.Input(0),
            image => node.Emit("Conv", [image, weights], attributes.ToArray())
        );
        var sizes = window.Sizes(node[0].Shape, filter is null ? new long?[window.Rank - 2] : filter[..^2]);
        return window.Output(name, type, sizes, node[0].Shape?[0], outputs);
    }

    private static AttributeProto DilatedPads(NodeContext node, Window window, long?[]? filter)
    {
        if (filter is null || filter.SkipLast(2).Contains(null))
            throw node.Cannot("is dilated and has a filter of unknown size");
        var count = window.Rank - 2;
        var pads = new long[2 * count];
        for (var i = 0; i < count; i++)
        {
            var covered = (filter[i]!.Value - 1) * window.Dilations[i] + 1;
            var total = covered - 1;
            if (window.Strides[i] > 1)
            {
                var size =
                    node[0].Shape?[window.IsChannelsFirst ? i + 2 : i + 1]
                    ?? throw node.Cannot("is dilated and strided over an image of unknown size");
                total = Math.Max(
                    0,
                    ((size + window.Strides[i] - 1) / window.Strides[i] - 1) * window.Strides[i] + covered - size
                );
            }

            pads[i] = total / 2;
            pads[count + i] = total - total / 2;
        }

        return OnnxAttribute.Of("pads", pads);
    }

    /// <summary>The gradient of a convolution, which is the transposed one: inputs are its output's shape, filters, image.</summary>
    private static Value Transposed(NodeContext node, int rank)
    {
        var window = new Window(node, rank);
        if (window.Dilations.Any(dilation => dilation > 1))
            throw node.Cannot("is dilated");
        if (node[1].Shape is not { } filter || filter.SkipLast(2).Contains(null))
            throw node.Cannot("has a filter of unknown size");
        // From [spatial, outputs, inputs] to [inputs, outputs, spatial].
        var weights = Filter(node, 1, [rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2)]);
        var sizes = ShapeOperations.Known(node[0]);
        var spatial =
            sizes is null ? null
            : window.IsChannelsFirst ? sizes[2..]
            : sizes[1..^1];
        var attributes = new List<AttributeProto> { OnnxAttribute.Of("strides", window.Strides) };
        var pads =
            spatial?.Contains(null) == false
                ? TransposedPads(window, filter, spatial, out var extra)
                : StandardPads(node, window, filter, out extra);
        attributes.Add(OnnxAttribute.Of("pads", pads));
        attributes.Add(OnnxAttribute.Of("output_padding", extra));
        var type = node[2].Type;
        var kernel = Kernel(type);
        if (kernel != type)
            weights = node.Cast(weights, kernel);
        var name = node.Through(
            type,
            kernel,
            window.Input(2),
            image => node.Emit("ConvTranspose", [image, weights], attributes.ToArray())
        );
        return window.Output(name, type, spatial, node[2].Shape?[0], filter[^2]);
    }

    /// <summary>The padding of the convolution that this one undoes, whose input had the output's size.</summary>
    private static long[] TransposedPads(Window window, long?[] filter, long?[] output, out long[] extra)
    {
        var count = output.Length;
        var pads = new long[2 * count];
        extra = new long[count];
        for (var i = 0; i < count; i++)
        {
            var (size, kernel, stride) = (output[i]!.Value, filter[i]!.Value, window.Strides[i]);
            var steps = window.Padding == "SAME" ? (size + stride - 1) / stride : (size - kernel + stride) / stride;
            var full = (steps - 1) * stride + kernel;
            if (window.Padding == "SAME")
            {
                var total = Math.Max(0, full - size);
                pads[i] = total / 2;
                pads[count + i] = total - total / 2;
            }

            extra[i] = Math.Max(0, size - full);
        }

        return pads;
    }

    /// <summary>For an output whose size is computed: what Keras computes, the input's size times the stride.</summary>
    private static long[] StandardPads(NodeContext node, Window window, long?[] filter, out long[] extra)
    {
        var count = window.Rank - 2;
        var pads = new long[2 * count];
        extra = new long[count];
        for (var i = 0; i < count; i++)
        {
            var rest = filter[i]!.Value - window.Strides[i];
            if (window.Padding == "SAME" && rest > 0)
            {
                pads[i] = rest / 2;
                pads[count + i] = rest - rest / 2;
            }
            else if (rest < 0)
            {
                extra[i] = -rest;
            }
        }

        if (window.Padding == "EXPLICIT")
            throw node.Cannot("has explicit paddings");
        node.Model.Remarks.Add($"The size of '{node.Node.Name}' is taken to be its input's times its strides");
        return pads;
    }

    private static string Filter(NodeContext node, int index, int[] order) =>
        node[index].Constant is { } constant && ConstantTranspose.Of(node, constant, order) is { } turned
            ? node.Writer.Name(node.Constant(turned))
            : node.Emit(
                "Transpose",
                [node.Name(index)],
                Layout.Permutation(Array.ConvertAll(order, axis => (long)axis))
            );

    private static OnnxType Kernel(OnnxType type) =>
        type is OnnxType.Double or OnnxType.Bfloat16 ? OnnxType.Float : type;
}
