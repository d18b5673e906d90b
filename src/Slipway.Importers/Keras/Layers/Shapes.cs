using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Layers that change the shape of their input and nothing else.</summary>
internal static class Shapes
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("Flatten", Flatten, MaskRule.Ends);
        entries.Add("Reshape", Reshape, MaskRule.Ends);
        entries.Add("Permute", Permute, MaskRule.Ends);
        entries.Add("RepeatVector", RepeatVector, MaskRule.Ends);
    }

    private static KerasTensor Flatten(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.Input;
        var name = graph.Plain(x);
        var shape = x.Shape;
        if (call.Config.Text("data_format") == "channels_first" && x.Rank > 2)
        {
            name = graph.Transpose(name, [0, .. Enumerable.Range(2, x.Rank - 2).Select(axis => (long)axis), 1]);
            shape = [x.Shape[0], .. x.Shape.Skip(2), x.Shape[1]];
        }

        var size = Product(shape.Skip(1));
        if (x.Rank == 2)
            return new KerasTensor(x.Type, shape) { Plain = name };
        var y = size is { } known ? graph.Reshape(name, -1, known) : graph.Reshape(name, 0, -1);
        return new KerasTensor(x.Type, [x.Shape[0], size]) { Plain = y };
    }

    private static KerasTensor Reshape(LayerCall call)
    {
        var target = call.Config.Integers("target_shape") ?? throw Corrupt.File($"layer '{call.Path}' has no shape.");
        return Reshape(call, call.Input, target);
    }

    /// <summary>Gives each sample another shape, in which one size may be -1.</summary>
    public static KerasTensor Reshape(LayerCall call, KerasTensor x, long[] target)
    {
        var size = Product(x.Shape.Skip(1));
        var known = target.Where(dim => dim != -1).Aggregate(1L, (product, dim) => product * dim);
        var free = target.Count(dim => dim == -1);
        if (
            free > 1
            || target.Any(dim => dim < -1)
            || (size is { } all && (free == 0 ? all != known : known == 0 || all % known != 0))
        )
            throw Corrupt.File($"layer '{call.Path}' cannot give the shape [{string.Join(',', target)}] to {x}.");
        IEnumerable<long?> shape = target.Select(dim =>
            dim != -1 ? dim
            : size is { } total ? total / known
            : (long?)null
        );
        long?[] dims = [x.Shape[0], .. shape];
        // At most one size can be left to the operator, and the batch may be copied.
        long[] written = dims.Skip(1).All(dim => dim is not null)
            ? [-1, .. dims.Skip(1).Select(dim => dim!.Value)]
            : [0, .. target];
        return new KerasTensor(x.Type, dims) { Plain = call.Graph.Reshape(call.Graph.Plain(x), written) };
    }

    private static KerasTensor Permute(LayerCall call)
    {
        var dims = call.Config.Integers("dims");
        var x = call.Input;
        if (dims is null || !dims.Order().SequenceEqual(Enumerable.Range(1, x.Rank - 1).Select(axis => (long)axis)))
            throw Corrupt.File($"layer '{call.Path}' does not permute the axes of {x}.");
        long[] axes = [0, .. dims];
        return new KerasTensor(x.Type, [.. axes.Select(axis => x.Shape[(int)axis])])
        {
            Plain = call.Graph.Transpose(call.Graph.Plain(x), axes),
        };
    }

    private static KerasTensor RepeatVector(LayerCall call)
    {
        var x = call.Input;
        var count = call.Config.Integer("n");
        if (count is not > 0 || x.Rank != 2)
            throw Corrupt.File($"layer '{call.Path}' cannot repeat {x}.");
        var y = call.Graph.Node(
            "Tile",
            [call.Graph.Unsqueeze(call.Graph.Plain(x), 1), call.Graph.Ints(1, count.Value, 1)]
        );
        return new KerasTensor(x.Type, [x.Shape[0], count, x.Shape[1]]) { Plain = y };
    }

    /// <summary>The number of elements; null where a size is free.</summary>
    public static long? Product(IEnumerable<long?> dims) =>
        dims.Aggregate((long?)1, (product, dim) => checked(product * dim));
}
