using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Boxes in images: which of those that overlap are kept, and what is inside them.</summary>
internal static class BoxOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (var name in new[] { "NonMaxSuppression", "NonMaxSuppressionV2", "NonMaxSuppressionV3" })
        {
            table[name] = node => [Chosen(node)];
        }

        table["NonMaxSuppressionV4"] = node =>
        {
            var (boxes, valid) = Padded(node, Chosen(node), "pad_to_max_output_size");
            return [boxes, valid];
        };
        table["NonMaxSuppressionV5"] = node =>
        {
            if (node[5].Constant?.Scalar() is not 0)
                throw node.Cannot("lowers the scores of boxes that overlap (soft_nms_sigma), which ONNX cannot");
            var kept = Chosen(node);
            var scores = node.Emit("Gather", [node.Name(1), kept.Name!]);
            var (boxes, valid) = Padded(node, kept, "pad_to_max_output_size");
            return [boxes, Padded(node, node.Of(scores, node[1].Type, [null]), "pad_to_max_output_size").Padded, valid];
        };
        table["CropAndResize"] = node => [Crop(node)];
    }

    private static Value Chosen(NodeContext node)
    {
        string Batch(string name, params long[] axes) => node.Emit("Unsqueeze", [name, node.Writer.Integers(axes)]);
        var overlap =
            node.Count > 3 ? node.Name(3) : node.Writer.Scalar(OnnxType.Float, node.Number("iou_threshold", 0.5f));
        string[] inputs =
        [
            Batch(node.Name(0), 0),
            Batch(node.Name(1), 0, 1),
            node.LongVector(2),
            node.Emit("Reshape", [overlap, node.Writer.Integers(1)]),
        ];
        if (node.Count > 4)
            inputs = [.. inputs, node.Emit("Reshape", [node.Name(4), node.Writer.Integers(1)])];
        // Rows of [batch, class, box].
        var chosen = node.Emit("NonMaxSuppression", inputs);
        var boxes = node.Emit("Gather", [chosen, node.Writer.Integer(2)], OnnxAttribute.Of("axis", 1));
        return node.Of(node.Cast(boxes, OnnxType.Int32), OnnxType.Int32, [null]);
    }

    /// <summary>Filled up with zeros to as many as were asked for, where that is asked for, and how many there were.</summary>
    private static (Value Padded, Value Count) Padded(NodeContext node, Value value, string flag)
    {
        var name = value.Name!;
        var length = node.Emit("Shape", [name]);
        var count = node.Of(
            node.Cast(node.Emit("Reshape", [length, node.Writer.Integers()]), OnnxType.Int32),
            OnnxType.Int32,
            []
        );
        if (!node.Flag(flag))
            return (value, count);
        var missing = node.Emit("Sub", [node.LongVector(2), length]);
        var pads = node.Emit("Concat", [node.Writer.Integers(0), missing], OnnxAttribute.Of("axis", 0));
        return (node.Of(node.Emit("Pad", [name, pads]), value.Type, [node[2].Integers?[0]]), count);
    }

    /// <summary>
    /// A part of an image for each box of [top, left, bottom, right] in parts of the image's size, brought to one size.
    /// Sampled at places between the corners of the box; what is outside the image has a value of its own.
    /// </summary>
    private static Value Crop(NodeContext node)
    {
        var nearest = node.Text("method", "bilinear") == "nearest";
        if (node.Fixed(3) is not [var height and > 0 and < 1 << 16, var width and > 0 and < 1 << 16])
            throw node.Cannot("has a size that is computed or wrong");
        if (node[0].Rank != 4)
            throw node.Cannot("has an input of unknown rank");
        var images = node.Writer.ChannelsFirst(node[0]);
        if (node[0].Type != OnnxType.Float)
            images = node.Cast(images, OnnxType.Float);
        images = node.Emit("Gather", [images, node.Name(2)]);
        var corners = node.Writer.Emit(
            "Split",
            [node.Name(1)],
            4,
            OnnxAttribute.Of("axis", 1),
            OnnxAttribute.Of("num_outputs", 4)
        );
        // From -1 to 1 over the image, as [boxes, height, width] each.
        var rows = node.Emit("Unsqueeze", [Places(node, corners[0], corners[2], height), node.Writer.Integers(2)]);
        var columns = node.Emit("Unsqueeze", [Places(node, corners[1], corners[3], width), node.Writer.Integers(1)]);
        var zero = node.Writer.Scalar(OnnxType.Float, 0);
        var (y, x) = (
            node.Emit("Add", [rows, node.Emit("Mul", [columns, zero])]),
            node.Emit("Add", [columns, node.Emit("Mul", [rows, zero])])
        );
        var grid = node.Emit(
            "Concat",
            [
                node.Emit("Unsqueeze", [x, node.Writer.Integers(-1)]),
                node.Emit("Unsqueeze", [y, node.Writer.Integers(-1)]),
            ],
            OnnxAttribute.Of("axis", -1)
        );
        var sampled = node.Emit(
            "GridSample",
            [images, grid],
            OnnxAttribute.Of("mode", nearest ? "nearest" : "linear"),
            OnnxAttribute.Of("padding_mode", "border"),
            OnnxAttribute.Of("align_corners", 1)
        );
        var one = node.Writer.Scalar(OnnxType.Float, 1 + 1e-6);
        var isInside = node.Emit(
            "And",
            [
                node.Emit("LessOrEqual", [node.Emit("Abs", [y]), one]),
                node.Emit("LessOrEqual", [node.Emit("Abs", [x]), one]),
            ]
        );
        var name = node.Emit(
            "Where",
            [
                node.Emit("Unsqueeze", [isInside, node.Writer.Integers(1)]),
                sampled,
                node.Writer.Scalar(OnnxType.Float, node.Number("extrapolation_value", 0)),
            ]
        );
        return node.Image(name, OnnxType.Float, [node[1].Shape?[0], height, width, node[0].Shape![3]]);
    }

    private static string Places(NodeContext node, string from, string to, long count)
    {
        // One place is the middle.
        float[] steps = count == 1 ? [0.5f] : [.. Enumerable.Range(0, (int)count).Select(i => (float)i / (count - 1))];
        var parts = node.Writer.Name(node.Constant(Values.TensorValue.From<float>(steps, 1, steps.Length)));
        var at = node.Emit("Add", [from, node.Emit("Mul", [node.Emit("Sub", [to, from]), parts])]);
        var doubled = node.Emit("Mul", [at, node.Writer.Scalar(OnnxType.Float, 2)]);
        return node.Emit("Sub", [doubled, node.Writer.Scalar(OnnxType.Float, 1)]);
    }
}
