using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Images in other sizes and colours. Their layout is always [batch, height, width, channels].</summary>
internal static class ImageOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["ResizeBilinear"] = node => [Resize(node, "linear", OnnxType.Float)];
        table["ResizeBicubic"] = node => [Resize(node, "cubic", OnnxType.Float)];
        table["ResizeNearestNeighbor"] = node => [Resize(node, "nearest", node[0].Type)];
        table["AdjustContrastv2"] = node => [Contrast(node)];
    }

    private static Value Resize(NodeContext node, string mode, OnnxType type)
    {
        if (node[0].Shape is not [var batch, _, _, var channels])
            throw node.Cannot("has an input of unknown rank");
        var aligned = node.Flag("align_corners");
        var centred = node.Flag("half_pixel_centers");
        var kernel = type is OnnxType.Float or OnnxType.Int32 or OnnxType.Uint8 ? type : OnnxType.Float;
        var image = node.Writer.ChannelsFirst(node[0]);
        if (node[0].Type != kernel)
            image = node.Cast(image, kernel);
        // [batch, channels] of the image, [height, width] as asked.
        var head = node.Emit("Shape", [image], OnnxAttribute.Of("end", 2));
        var sizes = node.Emit("Concat", [head, node.LongVector(1)], OnnxAttribute.Of("axis", 0));
        var name = node.Emit(
            "Resize",
            [image, "", "", sizes],
            OnnxAttribute.Of("mode", mode),
            OnnxAttribute.Of(
                "coordinate_transformation_mode",
                aligned ? "align_corners"
                    : centred ? "half_pixel"
                    : "asymmetric"
            ),
            // The neighbour is found by rounding where corners are aligned, else by cutting off; of centred pixels the
            // place x + 0.5 is cut off, which is x rounded up from the half.
            OnnxAttribute.Of("nearest_mode", aligned || centred ? "round_prefer_ceil" : "floor"),
            // Keys' cubic where pixels are centred, the older one elsewhere; the weights of what is outside are left out.
            OnnxAttribute.Of("cubic_coeff_a", centred ? -0.5f : -0.75f),
            OnnxAttribute.Of("exclude_outside", mode == "cubic" && centred ? 1 : 0)
        );
        if (kernel != type)
            name = node.Cast(name, type);
        var size = node[1].Elements;
        return node.Image(name, type, [batch, size?[0], size?[1], channels]);
    }

    /// <summary>(x − mean of the channel) · factor + mean.</summary>
    private static Value Contrast(NodeContext node)
    {
        var mean = node.Emit(
            "ReduceMean",
            [node.Name(0), node.Writer.Integers(-3, -2)],
            OnnxAttribute.Of("keepdims", 1)
        );
        var difference = node.Emit("Mul", [node.Emit("Sub", [node.Name(0), mean]), node.Name(1)]);
        return node.Of(node.Emit("Add", [difference, mean]), node[0].Type, node[0].Shape);
    }
}
