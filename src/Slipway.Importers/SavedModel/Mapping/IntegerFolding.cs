using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>
/// Computes what graphs do with shapes while they are imported, where the numbers are known, also when only some are: so
/// that a Reshape to [size of batch, 784] is known to have two dimensions.
/// </summary>
internal static class IntegerFolding
{
    public const int MostElements = 4096;

    /// <summary>The known elements of the node's output, and its shape; null where nothing can be said.</summary>
    public static (long?[] Elements, bool IsScalar)? Fold(NodeContext node)
    {
        if (node.Count == 0 || node.Inputs.Any(input => input.Type is not (OnnxType.Int32 or OnnxType.Int64)))
        {
            if (node is { Op: "Shape", Count: 1 } && node[0].Shape is { } shape && node[0].Handle is null)
                return (shape, false);
            return node is { Op: "Rank", Count: 1 } && node[0].Rank is { } rank ? ([rank], true)
                : node is { Op: "Size", Count: 1 } && node[0].Shape is { } sizes ? ([Product(sizes)], true)
                : null;
        }

        return node.Op switch
        {
            "Shape" when node[0].Shape is { } shape => (shape, false),
            "Rank" when node[0].Rank is { } rank => ([rank], true),
            "Size" when node[0].Shape is { } shape => ([Product(shape)], true),
            "Cast" when node.Type("DstT") is OnnxType.Int32 or OnnxType.Int64 => Same(node[0]),
            "Pack"
                when node.Integer("axis") == 0 && node.Inputs.All(input => input is { Rank: 0, Elements: not null }) =>
                ([.. node.Inputs.Select(input => input.Elements![0])], false),
            "ConcatV2" when Parts(node, ..^1) is { } parts => (parts, false),
            "Concat" when Parts(node, 1..) is { } parts => (parts, false),
            "StridedSlice" => Slice(node),
            "GatherV2" or "Gather" => Gather(node),
            "Reshape" or "ExpandDims" or "Squeeze" => Reshape(node),
            "Prod"
                when node[0] is { Elements: { } factors, Rank: 1 }
                    && !node.Flag("keep_dims")
                    && node[1].Integers is [0 or -1] => ([Product(factors)], true),
            "Range" => Range(node),
            "Fill" => Fill(node),
            "ListDiff" when node[0].Integers is { } all && node[1].Integers is { } without => (
                [.. all.Where(value => !without.Contains(value)).Select(value => (long?)value)],
                false
            ),
            "Neg" when node[0].Elements is { } values => ([.. values.Select(value => -value)], node[0].Rank == 0),
            "Add" or "AddV2" => Pairwise(node, (a, b) => a + b),
            "Sub" => Pairwise(node, (a, b) => a - b),
            "Mul" => Pairwise(node, (a, b) => a * b),
            "Maximum" => Pairwise(node, (a, b) => Math.Max(a, b)),
            "Minimum" => Pairwise(node, (a, b) => Math.Min(a, b)),
            "FloorDiv" => Pairwise(node, (a, b) => b == 0 ? null : (long)Math.Floor((double)a / b)),
            "Div" or "TruncateDiv" => Pairwise(node, (a, b) => b == 0 ? null : a / b),
            "FloorMod" => Pairwise(node, (a, b) => b == 0 ? null : ((a % b) + b) % b),
            _ => null,
        };
    }

    private static long? Product(long?[] values)
    {
        long? product = 1;
        foreach (var value in values)
        {
            product = unchecked(product * value);
        }

        return product;
    }

    private static (long?[], bool)? Same(Value value) =>
        value.Elements is { } elements ? (elements, value.Rank == 0) : null;

    private static long?[]? Parts(NodeContext node, Range which)
    {
        var parts = node.Inputs.ToArray()[which];
        return
            parts.All(part => part is { Rank: 1, Elements: not null })
            && parts.Sum(part => part.Elements!.Length) <= MostElements
            ? [.. parts.SelectMany(part => part.Elements!)]
            : null;
    }

    private static (long?[], bool)? Slice(NodeContext node)
    {
        if (
            node[0] is not { Rank: 1, Elements: { } elements }
            || node[1].Integers is not [var begin]
            || node[2].Integers is not [var end]
            || node[3].Integers is not [var stride and > 0]
            || node.Integer("new_axis_mask") != 0
            || node.Integer("ellipsis_mask") != 0
        )
        {
            return null;
        }

        var length = elements.Length;
        begin =
            node.Integer("begin_mask") != 0 ? 0
            : begin < 0 ? begin + length
            : begin;
        if (node.Integer("shrink_axis_mask") != 0)
            return begin >= 0 && begin < length ? ([elements[begin]], true) : null;
        end =
            node.Integer("end_mask") != 0 ? length
            : end < 0 ? end + length
            : end;
        var taken = new List<long?>();
        for (var i = Math.Max(0, begin); i < Math.Min(end, length); i += stride)
        {
            taken.Add(elements[i]);
        }

        return ([.. taken], false);
    }

    private static (long?[], bool)? Gather(NodeContext node)
    {
        if (
            node[0] is not { Rank: 1, Elements: { } elements }
            || node[1] is not { Rank: 0 or 1, Integers: { } indices }
            || node.Integer("batch_dims") != 0
            || indices.Any(index => index < 0 || index >= elements.Length)
        )
        {
            return null;
        }

        return (Array.ConvertAll(indices, index => elements[index]), node[1].Rank == 0);
    }

    private static (long?[], bool)? Reshape(NodeContext node)
    {
        if (node[0].Elements is not { } elements)
            return null;
        return node.Op switch
        {
            "Reshape" when node[1].Integers is { Length: <= 1 } shape => (elements, shape.Length == 0),
            "ExpandDims" when node[0].Rank == 0 => (elements, false),
            "Squeeze" when elements.Length == 1 && node.Integers("squeeze_dims").Length <= 1 => (elements, true),
            _ => null,
        };
    }

    private static (long?[], bool)? Range(NodeContext node)
    {
        if (
            node[0].Integers is not [var start]
            || node[1].Integers is not [var limit]
            || node[2].Integers is not [var delta]
        )
            return null;
        if (delta == 0 || Math.Abs((double)limit - start) / Math.Abs((double)delta) > MostElements)
            return null;
        var values = new List<long?>();
        for (var i = start; delta > 0 ? i < limit : i > limit; i += delta)
        {
            values.Add(i);
        }

        return ([.. values], false);
    }

    private static (long?[], bool)? Fill(NodeContext node) =>
        node[0].Integers is { Length: <= 1 } shape
        && node[1].Elements is [var value]
        && Product(Array.ConvertAll(shape, dim => (long?)dim)) is >= 0 and <= MostElements and var count
            ? (Enumerable.Repeat(value, (int)count).ToArray(), shape.Length == 0)
            : null;

    private static (long?[], bool)? Pairwise(NodeContext node, Func<long, long, long?> combine)
    {
        if (node[0].Elements is not { } a || node[1].Elements is not { } b)
            return null;
        if (a.Length != b.Length && a.Length != 1 && b.Length != 1)
            return null;
        var result = new long?[a.Length == 1 ? b.Length : a.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] =
                a[a.Length == 1 ? 0 : i] is { } left && b[b.Length == 1 ? 0 : i] is { } right
                    ? unchecked(combine(left, right))
                    : null;
        }

        return (result, node[0].Rank == 0 && node[1].Rank == 0);
    }

    /// <summary>What was folded, as a constant.</summary>
    public static TensorValue Constant(OnnxType type, long?[] elements, bool isScalar) =>
        TensorValue.FromIntegers(
            type,
            Array.ConvertAll(elements, element => element!.Value),
            isScalar ? [] : [elements.Length]
        );
}
