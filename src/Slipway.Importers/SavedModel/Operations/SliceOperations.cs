using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Slices: a start and a size, or Python's form with strides, where masks tell what was left out.</summary>
internal static class SliceOperations
{
    // The masks are numbers of so many bits.
    private const int MostDimensions = 32;

    public static void Add(Dictionary<string, Operation> table)
    {
        table["Slice"] = node => [Slice(node)];
        table["StridedSlice"] = node => [Strided(node)];
    }

    private static Value Slice(NodeContext node)
    {
        var starts = node.LongVector(1);
        var count =
            node[1].Elements?.Length
            ?? node[1].Shape?[0]
            ?? node[0].Rank
            ?? throw node.Cannot("slices an unknown number of dimensions");
        if (count == 0)
            return node[0];
        if (count > MostDimensions)
            throw node.Cannot($"slices {count} dimensions");
        var sizes = node[2].Integers;
        string ends;
        if (node[1].Integers is { } begin && sizes is not null)
        {
            ends = node.Writer.Integers([
                .. begin.Select((start, i) => sizes[i] == -1 ? long.MaxValue : start + sizes[i]),
            ]);
        }
        else
        {
            // A size of -1 is all that is left.
            var isRest = node.Emit("Equal", [node.LongVector(2), node.Writer.Integers(-1)]);
            var sum = node.Emit("Add", [starts, node.LongVector(2)]);
            ends = node.Emit("Where", [isRest, node.Writer.Integers(long.MaxValue), sum]);
        }

        long[] axes = [.. Enumerable.Range(0, (int)count)];
        var shape = new long?[count];
        for (var i = 0; i < count; i++)
        {
            var size = node[2].Elements?[i];
            shape[i] = size == -1 ? node[0].Shape?[i] - node[1].Elements?[i] : size;
        }

        return node.Of(
            node.Emit("Slice", [node.Name(0), starts, ends, node.Writer.Integers(axes)]),
            node[0].Type,
            shape
        );
    }

    private static Value Strided(NodeContext node)
    {
        var count = (int)(
            node[1].Elements?.Length
            ?? node[1].Shape?[0]
            ?? node[3].Elements?.Length
            ?? throw node.Cannot("slices an unknown number of dimensions")
        );
        if (count is < 0 or > MostDimensions)
            throw node.Cannot($"slices {count} dimensions");
        var spec = new SliceSpec(node, count);
        var name = node.Name(0);
        if (spec.Axes.Count > 0)
        {
            name = node.Emit(
                "Slice",
                [
                    name,
                    Vector(node, spec.Starts),
                    Vector(node, spec.Ends),
                    node.Writer.Integers([.. spec.Axes]),
                    node.Writer.Integers([.. spec.Steps]),
                ]
            );
        }

        if (spec.Dropped.Count > 0)
            name = node.Emit("Squeeze", [name, node.Writer.Integers([.. spec.Dropped])]);
        if (spec.Added.Count > 0)
            name = node.Emit("Unsqueeze", [name, node.Writer.Integers([.. spec.Added])]);
        return node.Of(name, node[0].Type, spec.Shape);
    }

    /// <summary>A vector of numbers some of which are computed.</summary>
    private static string Vector(NodeContext node, List<Bound> bounds)
    {
        if (bounds.TrueForAll(bound => bound.Known is not null))
            return node.Writer.Integers([.. bounds.Select(bound => bound.Known!.Value)]);
        string[] parts =
        [
            .. bounds.Select(bound => bound.Known is { } known ? node.Writer.Integers(known) : bound.Name!),
        ];
        return parts.Length == 1 ? parts[0] : node.Emit("Concat", parts, OnnxAttribute.Of("axis", 0));
    }

    /// <summary>An end of a slice: a number, or the name of a vector of one.</summary>
    internal readonly record struct Bound(long? Known, string? Name);
}
