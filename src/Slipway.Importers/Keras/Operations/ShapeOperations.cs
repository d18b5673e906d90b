using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Layers;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Operations that change the shape of a value, or the order of its elements.</summary>
internal static class ShapeOperations
{
    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        entries.Add("Reshape", Reshape);
        entries.Add("Ravel", call => Shaped(call, call.Value(), [-1], [Shapes.Product(call.Value().Shape)]));
        entries.Add("Transpose", Transpose);
        entries.Add("Swapaxes", Swapaxes);
        entries.Add("Moveaxis", Moveaxis);
        entries.Add("ExpandDims", ExpandDims);
        entries.Add("Squeeze", Squeeze);
        entries.Add("BroadcastTo", BroadcastTo);
        entries.Add("Tile", Tile);
        entries.Add("Repeat", Repeat);
        entries.Add("Flip", Flip);
        entries.Add("Cumsum", Cumsum);
        entries.Add("Pad", Pad);
    }

    private static KerasTensor Shaped(LayerCall call, KerasTensor x, long[] written, IReadOnlyList<long?> shape) =>
        new(x.Type, shape) { Plain = call.Graph.Reshape(call.Graph.Plain(x), written) };

    private static KerasTensor Reshape(LayerCall call)
    {
        var x = call.Value();
        // A free batch is written as None by some versions.
        var target = call.Integers("newshape", 1) ?? throw Corrupt.File($"the operation '{call.Path}' has no shape.");
        var known = target.Where(dim => dim != -1).Aggregate(1L, (product, dim) => product * dim);
        if (target.Count(dim => dim == -1) > 1 || target.Any(dim => dim is < -1 or 0))
            throw Corrupt.File($"the operation '{call.Path}' has the shape [{string.Join(',', target)}].");
        var total = Shapes.Product(x.Shape);
        IReadOnlyList<long?> shape =
        [
            .. target.Select(dim =>
                dim != -1 ? dim
                : total is { } all ? all / known
                : (long?)null
            ),
        ];
        return Shaped(call, x, target, shape);
    }

    private static KerasTensor Permuted(LayerCall call, KerasTensor x, long[] axes)
    {
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, x.Rank).Select(axis => (long)axis)))
            throw Corrupt.File($"the operation '{call.Path}' does not permute the axes of {x}.");
        return new KerasTensor(x.Type, [.. axes.Select(axis => x.Shape[(int)axis])])
        {
            Plain = call.Graph.Transpose(call.Graph.Plain(x), axes),
        };
    }

    private static KerasTensor Transpose(LayerCall call)
    {
        var x = call.Value();
        return Permuted(
            call,
            x,
            call.Axes(x.Rank, "axes") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(axis => (long)axis)]
        );
    }

    private static KerasTensor Swapaxes(LayerCall call)
    {
        var x = call.Value();
        if (call.Axes(x.Rank, "axis1") is not [var a] || call.Axes(x.Rank, "axis2", 2) is not [var b])
            throw Corrupt.File($"the operation '{call.Path}' has no axes.");
        var axes = Enumerable.Range(0, x.Rank).Select(axis => (long)axis).ToArray();
        (axes[a], axes[b]) = (b, a);
        return Permuted(call, x, axes);
    }

    private static KerasTensor Moveaxis(LayerCall call)
    {
        var x = call.Value();
        if (
            call.Axes(x.Rank, "source") is not { } sources
            || call.Axes(x.Rank, "destination", 2) is not { } targets
            || sources.Length != targets.Length
        )
        {
            throw Corrupt.File($"the operation '{call.Path}' has no axes.");
        }

        var axes = Enumerable.Range(0, x.Rank).Select(axis => (long)axis).Except(sources).ToList();
        foreach (var (target, source) in targets.Zip(sources).OrderBy(pair => pair.First))
        {
            axes.Insert((int)target, source);
        }

        return Permuted(call, x, [.. axes]);
    }

    private static KerasTensor ExpandDims(LayerCall call)
    {
        var x = call.Value();
        var given = call.Integers("axis", 1) ?? throw Corrupt.File($"the operation '{call.Path}' has no axis.");
        var rank = x.Rank + given.Length;
        long[] axes = [.. given.Select(axis => Operands.Axis(call, axis, rank)).Order()];
        var shape = x.Shape.ToList();
        foreach (var axis in axes)
        {
            shape.Insert((int)axis, 1);
        }

        return new KerasTensor(x.Type, shape) { Plain = call.Graph.Unsqueeze(call.Graph.Plain(x), axes) };
    }

    private static KerasTensor Squeeze(LayerCall call)
    {
        var x = call.Value();
        var axes =
            call.Axes(x.Rank)
            ?? [.. Enumerable.Range(0, x.Rank).Where(axis => x.Shape[axis] == 1).Select(axis => (long)axis)];
        if (axes.Length == 0)
            return x;
        return new KerasTensor(x.Type, [.. x.Shape.Where((_, axis) => !axes.Contains(axis))])
        {
            Plain = call.Graph.Squeeze(call.Graph.Plain(x), axes),
        };
    }

    private static KerasTensor BroadcastTo(LayerCall call)
    {
        var x = call.Value();
        var shape = call.Integers("shape", 1) ?? throw Corrupt.File($"the operation '{call.Path}' has no shape.");
        var name = call.Graph.Node("Expand", [call.Graph.Plain(x), call.Graph.Ints(shape)]);
        return new KerasTensor(x.Type, Broadcasting.Shape(x.Shape, [.. shape.Select(dim => (long?)dim)]))
        {
            Plain = name,
        };
    }

    private static KerasTensor Tile(LayerCall call)
    {
        var x = call.Value();
        var repeats = call.Integers("repeats", 1) ?? throw Corrupt.File($"the operation '{call.Path}' has no repeats.");
        var rank = Math.Max(x.Rank, repeats.Length);
        var name = call.Graph.Plain(x);
        if (rank > x.Rank)
            name = call.Graph.Unsqueeze(name, [.. Enumerable.Range(0, rank - x.Rank).Select(axis => (long)axis)]);
        IReadOnlyList<long?> from = [.. Enumerable.Repeat((long?)1, rank - x.Rank), .. x.Shape];
        long[] times = [.. Enumerable.Repeat(1L, rank - repeats.Length), .. repeats];
        return new KerasTensor(x.Type, [.. from.Zip(times, (dim, count) => dim * count)])
        {
            Plain = call.Graph.Node("Tile", [name, call.Graph.Ints(times)]),
        };
    }

    // Each element several times: a new axis behind it, tiled and joined with it.
    private static KerasTensor Repeat(LayerCall call)
    {
        var x = call.Value();
        if (call.Integers("repeats", 1) is not [var count] || call.Axes(x.Rank, place: 2) is not [var axis])
            throw new NotMappedException("repeats without an axis, or each element a different number of times");
        var graph = call.Graph;
        var wide = graph.Unsqueeze(graph.Plain(x), axis + 1);
        var times = Enumerable.Repeat(1L, x.Rank + 1).ToArray();
        times[axis + 1] = count;
        var tiled = graph.Node("Tile", [wide, graph.Ints(times)]);
        var shape = x.Shape.ToArray();
        shape[axis] *= count;
        var from = graph.Node("Shape", [graph.Plain(x)]);
        var target = graph.Concat(
            [graph.Slice(from, 0, axis, 0), graph.Ints(-1), graph.Slice(from, axis + 1, int.MaxValue, 0)],
            0
        );
        return new KerasTensor(x.Type, shape) { Plain = graph.Node("Reshape", [tiled, target]) };
    }

    private static KerasTensor Flip(LayerCall call)
    {
        var x = call.Value();
        var axes = call.Axes(x.Rank) ?? [.. Enumerable.Range(0, x.Rank).Select(axis => (long)axis)];
        var name = axes.Aggregate(call.Graph.Plain(x), (value, axis) => call.Graph.Reverse(value, axis));
        return new KerasTensor(x.Type, x.Shape) { Plain = name };
    }

    private static KerasTensor Cumsum(LayerCall call)
    {
        var x = call.Value();
        if (call.Axes(x.Rank) is not [var axis] || call.Literal("dtype") is not null)
            throw new NotMappedException("sums over all axes at once, or in another dtype");
        var name = call.Graph.Node("CumSum", [call.Graph.Plain(x), call.Graph.Scalar(DataType.Int64, axis)]);
        return new KerasTensor(x.Type, x.Shape) { Plain = name };
    }

    private static KerasTensor Pad(LayerCall call)
    {
        var x = call.Value();
        var given =
            call.Argument("pad_width", 1) is { } value ? Operands.Numbers(value)
            : call.Config.Value("pad_width") is { } literal ? Literals.Numbers(literal)
            : null;
        var mode = call.Literal("mode", 2)?.GetString() ?? "constant";
        if (given is not { } widths || mode is not ("constant" or "reflect" or "edge"))
            throw new NotMappedException($"pads in the mode '{mode}', or by what is not known before it runs");
        var pads = widths.Values.Length switch
        {
            1 => [.. Enumerable.Repeat(widths.Values[0], 2 * x.Rank)],
            2 => [.. Enumerable.Repeat(widths.Values, x.Rank).SelectMany(pair => pair)],
            var count when count == 2 * x.Rank => widths.Values,
            _ => throw Corrupt.File($"the operation '{call.Path}' does not pad the axes of {x}."),
        };
        var before = pads.Where((_, i) => i % 2 == 0).Select(pad => (long)pad).ToArray();
        var after = pads.Where((_, i) => i % 2 == 1).Select(pad => (long)pad).ToArray();
        var filling = call.Number("constant_values", 3) ?? 0;
        var name = call.Graph.Node(
            "Pad",
            [call.Graph.Plain(x), call.Graph.Ints([.. before, .. after]), call.Graph.Scalar(x.Type, filling)],
            OnnxAttribute.Of("mode", mode)
        );
        return new KerasTensor(x.Type, [.. x.Shape.Select((dim, axis) => dim + before[axis] + after[axis])])
        {
            Plain = name,
        };
    }
}
