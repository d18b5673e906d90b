using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>What joins, splits, repeats and reorders tensors.</summary>
internal static class ArrayOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["ConcatV2"] = node => [Concat(node, [.. node.Inputs.SkipLast(1)], node.Fixed(node.Count - 1)[0])];
        table["Concat"] = node => [Concat(node, [.. node.Inputs.Skip(1)], node.Fixed(0)[0])];
        table["Pack"] = node => [Pack(node)];
        table["Unpack"] = Unpack;
        table["Split"] = node => Split(node, node[1], node.Fixed(0)[0], null);
        table["SplitV"] = node => Split(node, node[0], node.Fixed(2)[0], node.LongVector(1));
        table["Tile"] = node => [Tile(node)];
        table["Transpose"] = node => [Transpose(node)];
        table["ReverseV2"] = node => [Reverse(node)];
        table["ReverseSequence"] = node => [ReverseSequence(node)];
        table["Select"] = node => [Select(node)];
        table["SelectV2"] = node => [Select(node)];
        table["ClipByValue"] = node =>
            [
                UnaryOperations.Apply(
                    node,
                    name =>
                        Numbers.Of(
                            node,
                            "Min",
                            node[0].Type,
                            Numbers.Of(node, "Max", node[0].Type, name, node.Name(1)),
                            node.Name(2)
                        )
                ),
            ];
        table["Roll"] = node => [Roll(node)];
    }

    private static Value Concat(NodeContext node, Value[] parts, long axis)
    {
        var type = parts[0].Type;
        var rank = parts.Select(part => part.Rank).FirstOrDefault(known => known is not null);
        long?[]? shape = null;
        if (rank is { } count && Shapes.Axis(axis, count) is { } at && parts.All(part => part.Rank == count))
        {
            shape = [.. parts[0].Shape!];
            shape[at] = parts.Aggregate((long?)0, (sum, part) => sum + part.Shape![at]);
            if (at == count - 1 && count > 2 && parts.All(part => part is { Name: null, ChannelsFirst: not null }))
            {
                var image = node.Emit(
                    "Concat",
                    [.. parts.Select(part => part.ChannelsFirst!)],
                    OnnxAttribute.Of("axis", 1)
                );
                return node.Image(image, type, shape);
            }
        }

        string[] names = [.. parts.Select(node.Writer.Name)];
        return node.Of(node.Emit("Concat", names, OnnxAttribute.Of("axis", axis)), type, shape);
    }

    private static Value Pack(NodeContext node)
    {
        var axis = node.Integer("axis");
        string[] names =
        [
            .. node.Inputs.Select(input =>
                node.Emit("Unsqueeze", [node.Writer.Name(input), node.Writer.Integers(axis)])
            ),
        ];
        long?[]? shape = null;
        if (node[0].Shape is { } known && Shapes.Axis(axis, known.Length + 1) is { } at)
            shape = [.. known[..at], node.Count, .. known[at..]];
        return node.Of(node.Emit("Concat", names, OnnxAttribute.Of("axis", axis)), node[0].Type, shape);
    }

    private static Value[] Unpack(NodeContext node)
    {
        var axis = node.Integer("axis");
        var parts = Split(node, node[0], axis, null);
        return Array.ConvertAll(
            parts,
            part =>
            {
                var shape =
                    part.Shape is { } known && Shapes.Axis(axis, known.Length) is { } at
                        ? known.Where((_, i) => i != at).ToArray()
                        : null;
                return node.Of(node.Emit("Squeeze", [part.Name!, node.Writer.Integers(axis)]), part.Type, shape);
            }
        );
    }

    private static Value[] Split(NodeContext node, Value value, long axis, string? sizes)
    {
        var count = (int)Math.Min(node.Integer(node.Has("num_split") ? "num_split" : "num"), 10_000);
        if (count < 1)
            throw node.Cannot("splits into no parts");
        var lengths = sizes is null ? null : node[1].Elements;
        long?[]? Shape(int part)
        {
            if (value.Shape is not { } known || Shapes.Axis(axis, known.Length) is not { } at)
                return null;
            long?[] shape = [.. known];
            shape[at] =
                sizes is null ? known[at] / count
                : lengths?[part] is >= 0 and var length ? length
                : null;
            return shape;
        }

        if (lengths?.Contains(-1) == true)
        {
            // One part takes what is left.
            var rest = value.Shape is { } known && Shapes.Axis(axis, known.Length) is { } at ? known[at] : null;
            var left = rest - lengths.Where(length => length != -1).Sum();
            if (left is null || lengths.Contains(null))
                throw node.Cannot("has a part that takes what is left of an unknown size");
            sizes = node.Writer.Integers([.. lengths.Select(length => length == -1 ? left.Value : length!.Value)]);
        }

        string[] inputs = sizes is null ? [node.Writer.Name(value)] : [node.Writer.Name(value), sizes];
        var names = sizes is null
            ? node.Writer.Emit(
                "Split",
                inputs,
                count,
                OnnxAttribute.Of("axis", axis),
                OnnxAttribute.Of("num_outputs", count)
            )
            : node.Writer.Emit("Split", inputs, count, OnnxAttribute.Of("axis", axis));
        return [.. names.Select((name, i) => node.Of(name, value.Type, Shape(i)))];
    }

    private static Value Tile(NodeContext node)
    {
        var repeats = node[1].Elements;
        var shape =
            node[0].Shape is { } known && repeats?.Length == known.Length
                ? known.Select((dim, i) => dim * repeats[i]).ToArray()
                : null;
        return node.Of(node.Emit("Tile", [node.Name(0), node.LongVector(1)]), node[0].Type, shape);
    }

    private static Value Transpose(NodeContext node)
    {
        var order = node.Fixed(1);
        var value = node[0];
        var axes = Array.ConvertAll(
            order,
            axis => Shapes.Axis(axis, order.Length) ?? throw node.Cannot("has a wrong axis")
        );
        var shape = value.Rank == axes.Length ? Array.ConvertAll(axes, axis => value.Shape![axis]) : null;
        if (value.Constant is { } constant && ConstantTranspose.Of(node, constant, axes) is { } turned)
            return node.Constant(turned);
        var last = axes.Length - 1;
        // From the layout of images that TensorFlow has to the one that the value may already be in, and back.
        if (axes.Length > 2 && value.Rank == axes.Length)
        {
            if (axes.SequenceEqual([0, last, .. Enumerable.Range(1, last - 1)]))
                return node.Of(node.Writer.ChannelsFirst(value), value.Type, shape);
            if (value.Name is { } name && axes.SequenceEqual([0, .. Enumerable.Range(2, last - 1), 1]))
                return node.Image(name, value.Type, shape!);
        }

        return node.Of(
            node.Emit("Transpose", [node.Name(0)], Layout.Permutation(Array.ConvertAll(axes, axis => (long)axis))),
            value.Type,
            shape
        );
    }

    private static Value Reverse(NodeContext node)
    {
        var axes = node.Fixed(1);
        if (axes.Length == 0)
            return node[0];
        long[] All(long value) => [.. Enumerable.Repeat(value, axes.Length)];
        return node.Of(
            node.Emit(
                "Slice",
                [
                    node.Name(0),
                    node.Writer.Integers(All(long.MaxValue)),
                    node.Writer.Integers(All(long.MinValue)),
                    node.Writer.Integers(axes),
                    node.Writer.Integers(All(-1)),
                ]
            ),
            node[0].Type,
            node[0].Shape
        );
    }

    private static Value ReverseSequence(NodeContext node)
    {
        var time = node.Integer("seq_dim");
        var batch = node.Integer("batch_dim");
        if (time + batch != 1 || time * batch != 0)
            throw node.Cannot(
                $"reverses along dimension {time} for each of dimension {batch}; only the first two are mapped"
            );
        return node.Of(
            node.Emit(
                "ReverseSequence",
                [node.Name(0), node.Long(1)],
                OnnxAttribute.Of("time_axis", time),
                OnnxAttribute.Of("batch_axis", batch)
            ),
            node[0].Type,
            node[0].Shape
        );
    }

    private static Value Select(NodeContext node)
    {
        var condition = node.Name(0);
        // The first form takes a vector for the first dimension of the others.
        if (node is { Op: "Select" } && node[0].Rank == 1 && node[1].Rank is > 1 and var rank)
            condition = node.Emit(
                "Reshape",
                [condition, node.Writer.Integers([-1, .. Enumerable.Repeat(1L, rank - 1)])]
            );
        var shape =
            node.Op == "Select"
                ? node[1].Shape ?? node[2].Shape
                : Shapes.Broadcast(node[0].Shape, Shapes.Broadcast(node[1].Shape, node[2].Shape));
        return node.Of(Numbers.Where(node, node[1].Type, condition, node.Name(1), node.Name(2)), node[1].Type, shape);
    }

    private static Value Roll(NodeContext node)
    {
        var name = node.Name(0);
        var (shifts, axes) = (node.Fixed(1), node.Fixed(2));
        for (var i = 0; i < Math.Min(shifts.Length, axes.Length); i++)
        {
            if (
                node[0].Shape is not { } shape
                || Shapes.Axis(axes[i], shape.Length) is not { } axis
                || shape[axis] is not { } size
            )
                throw node.Cannot("turns a dimension of unknown size");
            var shift = size == 0 ? 0 : ((shifts[i] % size) + size) % size;
            if (shift == 0)
                continue;
            string Part(long start, long end) =>
                node.Emit(
                    "Slice",
                    [name, node.Writer.Integers(start), node.Writer.Integers(end), node.Writer.Integers(axis)]
                );
            name = node.Emit(
                "Concat",
                [Part(size - shift, size), Part(0, size - shift)],
                OnnxAttribute.Of("axis", axis)
            );
        }

        return node.Of(name, node[0].Type, node[0].Shape);
    }
}
