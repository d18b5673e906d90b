using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Padding, whose numbers are pairs for each dimension in TensorFlow and two lists in ONNX; and what moves space into batches or channels.</summary>
internal static class PaddingOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Pad"] = node => [Pad(node, "constant", null)];
        table["PadV2"] = node => [Pad(node, "constant", node.Name(2))];
        table["MirrorPad"] = node =>
            [
                node.Text("mode") == "REFLECT"
                    ? Pad(node, "reflect", null)
                    : throw node.Cannot("mirrors the edge itself (SYMMETRIC)"),
            ];
        table["SpaceToDepth"] = node => [Blocks(node, "SpaceToDepth", 1)];
        table["DepthToSpace"] = node => [Blocks(node, "DepthToSpace", -1)];
        table["SpaceToBatchND"] = node => [SpaceToBatch(node)];
        table["BatchToSpaceND"] = node => [BatchToSpace(node)];
    }

    private static Value Pad(NodeContext node, string mode, string? value)
    {
        var type = node[0].Type;
        var kernel =
            type is OnnxType.Int16 or OnnxType.Uint16 ? OnnxType.Int32
            : type == OnnxType.Bfloat16 ? OnnxType.Float
            : type;
        if (value is not null && kernel != type)
            value = node.Cast(value, kernel);
        string Write(string input, string pads) =>
            node.Through(
                type,
                kernel,
                input,
                name =>
                    node.Emit("Pad", value is null ? [name, pads] : [name, pads, value], OnnxAttribute.Of("mode", mode))
            );
        if (node[1].Integers is not { } pairs)
        {
            var turned = node.Emit("Transpose", [node.Long(1)], Layout.Permutation(1, 0));
            return node.Of(
                Write(node.Name(0), node.Emit("Reshape", [turned, node.Writer.Integers(-1)])),
                type,
                node[0].Rank is { } free ? new long?[free] : null
            );
        }

        var rank = pairs.Length / 2;
        if (node[0].Rank is { } known && known != rank)
            throw node.Cannot($"has paddings for {rank} dimensions, and its input has {known}");
        var before = Enumerable.Range(0, rank).Select(i => pairs[2 * i]).ToArray();
        var after = Enumerable.Range(0, rank).Select(i => pairs[2 * i + 1]).ToArray();
        var shape = node[0].Shape?.Select((dim, i) => dim + before[i] + after[i]).ToArray() ?? new long?[rank];
        if (node[0] is { Name: null, ChannelsFirst: { } image })
        {
            long[] Turn(long[] pads) => [pads[0], pads[^1], .. pads[1..^1]];
            return node.Image(Write(image, node.Writer.Integers([.. Turn(before), .. Turn(after)])), type, shape);
        }

        return node.Of(Write(node.Name(0), node.Writer.Integers([.. before, .. after])), type, shape);
    }

    private static Value Blocks(NodeContext node, string operation, int direction)
    {
        if (
            node.Text("data_format", "NHWC") != "NHWC"
            || node[0].Shape is not [var batch, var height, var width, var channels]
        )
            throw node.Cannot("has an input of unknown rank or of another layout");
        var size = node.Integer("block_size");
        if (size < 1)
            throw node.Cannot("has a wrong block size");
        var type = node[0].Type;
        var kernel = type is OnnxType.Float or OnnxType.Double ? type : OnnxType.Float;
        var name = node.Through(
            type,
            kernel,
            node.Writer.ChannelsFirst(node[0]),
            input => node.Emit(operation, [input], OnnxAttribute.Of("blocksize", size))
        );
        long?[] shape =
            direction > 0
                ? [batch, height / size, width / size, channels * size * size]
                : [batch, height * size, width * size, channels / (size * size)];
        return node.Image(name, type, shape);
    }

    /// <summary>
    /// Pads, cuts each spatial dimension into blocks, and moves the places inside a block to the batch. The sizes that are
    /// free are taken from the padded tensor while the model runs.
    /// </summary>
    private static Value SpaceToBatch(NodeContext node)
    {
        var (block, pairs) = (node.Fixed(1), node[2].Integers);
        if (
            node[0].Rank is not { } rank
            || rank <= block.Length
            || (pairs is not null && pairs.Length != 2 * block.Length)
            || block.Any(size => size < 1)
        )
            throw node.Cannot("has an input of unknown rank or a wrong block");
        var count = block.Length;
        var rest = new long[rank - 1 - count];
        var padded = node.Emit(
            "Pad",
            [
                node.Name(0),
                Join(
                    node,
                    [
                        node.Writer.Integers(0),
                        Column(node, count, 0),
                        node.Writer.Integers([.. rest, 0]),
                        Column(node, count, 1),
                        node.Writer.Integers(rest),
                    ]
                ),
            ]
        );
        // [batch, s / b, b, …, rest] → [b…, batch, s / b…, rest]
        var sizes = node.Emit("Shape", [padded]);
        var parts = new List<string> { Part(node, sizes, 0) };
        for (var i = 0; i < count; i++)
        {
            parts.Add(node.Emit("Div", [Part(node, sizes, i + 1), node.Writer.Integers(block[i])]));
            parts.Add(node.Writer.Integers(block[i]));
        }

        parts.AddRange(rest.Select((_, i) => Part(node, sizes, 1 + count + i)));
        var cut = node.Emit("Reshape", [padded, Join(node, parts)]);
        var order = new List<long>();
        order.AddRange(Enumerable.Range(0, count).Select(i => 2L * i + 2));
        order.Add(0);
        order.AddRange(Enumerable.Range(0, count).Select(i => 2L * i + 1));
        order.AddRange(rest.Select((_, i) => 2L * count + 1 + i));
        var turned = node.Emit("Transpose", [cut], Layout.Permutation([.. order]));
        var factor = block.Aggregate(1L, (product, size) => product * size);
        var target = new List<string> { node.Emit("Mul", [parts[0], node.Writer.Integers(factor)]) };
        target.AddRange(Enumerable.Range(0, count).Select(i => parts[2 * i + 1]));
        target.AddRange(parts.Skip(1 + 2 * count));
        long?[] shape = [.. node[0].Shape!];
        shape[0] *= factor;
        for (var i = 0; i < count; i++)
        {
            shape[i + 1] = (shape[i + 1] + pairs?[2 * i] + pairs?[2 * i + 1]) / block[i];
        }

        return node.Of(node.Emit("Reshape", [turned, Join(node, target)]), node[0].Type, shape);
    }

    private static Value BatchToSpace(NodeContext node)
    {
        var (block, crops) = (node.Fixed(1), node[2].Integers);
        if (
            node[0].Rank is not { } rank
            || rank <= block.Length
            || (crops is not null && crops.Length != 2 * block.Length)
            || block.Any(size => size < 1)
        )
            throw node.Cannot("has an input of unknown rank or a wrong block");
        var count = block.Length;
        var factor = block.Aggregate(1L, (product, size) => product * size);
        var sizes = node.Emit("Shape", [node.Name(0)]);
        var batch = node.Emit("Div", [Part(node, sizes, 0), node.Writer.Integers(factor)]);
        var spatial = Enumerable.Range(1, count).Select(i => Part(node, sizes, i)).ToList();
        var rest = Enumerable.Range(1 + count, rank - 1 - count).Select(i => Part(node, sizes, i)).ToList();
        // [b…, batch, s…, rest] → [batch, s, b, …, rest]
        var cut = node.Emit(
            "Reshape",
            [node.Name(0), Join(node, [node.Writer.Integers(block), batch, .. spatial, .. rest])]
        );
        var order = new List<long> { count };
        for (var i = 0; i < count; i++)
        {
            order.AddRange([count + 1 + i, i]);
        }

        order.AddRange(rest.Select((_, i) => 2L * count + 1 + i));
        var turned = node.Emit("Transpose", [cut], Layout.Permutation([.. order]));
        var grown = spatial.Select((size, i) => node.Emit("Mul", [size, node.Writer.Integers(block[i])])).ToList();
        var whole = node.Emit("Reshape", [turned, Join(node, [batch, .. grown, .. rest])]);
        var starts = Column(node, count, 0);
        var ends = node.Emit("Sub", [Join(node, grown), Column(node, count, 1)]);
        long[] axes = [.. Enumerable.Range(1, count)];
        var name = node.Emit("Slice", [whole, starts, ends, node.Writer.Integers(axes)]);
        long?[] shape = [.. node[0].Shape!];
        shape[0] /= factor;
        for (var i = 0; i < count; i++)
        {
            shape[i + 1] = shape[i + 1] * block[i] - crops?[2 * i] - crops?[2 * i + 1];
        }

        return node.Of(name, node[0].Type, shape);
    }

    /// <summary>What is added, or cut off, before (0) or behind (1) each of the dimensions.</summary>
    private static string Column(NodeContext node, int count, int side)
    {
        if (node[2].Integers is { } pairs)
            return node.Writer.Integers([.. Enumerable.Range(0, count).Select(i => pairs[(2 * i) + side])]);
        var column = node.Emit("Gather", [node.Long(2), node.Writer.Integer(side)], OnnxAttribute.Of("axis", 1));
        return node.Emit("Reshape", [column, node.Writer.Integers(-1)]);
    }

    private static string Part(NodeContext node, string sizes, int index) =>
        node.Emit("Slice", [sizes, node.Writer.Integers(index), node.Writer.Integers(index + 1)]);

    private static string Join(NodeContext node, IReadOnlyList<string> parts) =>
        node.Emit("Concat", [.. parts], OnnxAttribute.Of("axis", 0));
}
