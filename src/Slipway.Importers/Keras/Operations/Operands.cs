using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>What operations are given: values, and literals that take the type of the value beside them.</summary>
internal static class Operands
{
    /// <summary>The value that must be there.</summary>
    public static KerasTensor Value(this LayerCall call, string name = "x", int place = 0) =>
        call.Tensor(name, place) ?? throw Corrupt.File($"the operation '{call.Path}' has no argument '{name}'.");

    /// <summary>Two operands, at least one of which is a value.</summary>
    public static (KerasTensor Left, KerasTensor Right) Pair(
        this LayerCall call,
        string left = "x1",
        string right = "x2"
    )
    {
        var (a, b) = (call.Argument(left, 0), call.Argument(right, 1));
        var (x, y) = (a?.Tensors.FirstOrDefault(), b?.Tensors.FirstOrDefault());
        var beside = x ?? y ?? throw Corrupt.File($"the operation '{call.Path}' has no operands.");
        return (x ?? Literal(call, a, left, beside), y ?? Literal(call, b, right, beside));
    }

    /// <summary>A literal as a value; with an integral neighbour a fraction makes both floating-point.</summary>
    public static KerasTensor Literal(LayerCall call, CallValue? value, string name, KerasTensor beside)
    {
        if (Numbers(value) is not { } numbers)
            throw new NotMappedException($"has the argument '{name}', which is neither a value nor a number");
        var isWhole =
            Array.TrueForAll(numbers.Values, number => number == Math.Floor(number) && Math.Abs(number) < 1e15)
            && !IsWritten(value);
        var type =
            beside.IsFloat || (isWhole && beside.Type != DataType.Bool) ? beside.Type
            : isWhole ? DataType.Int32
            : DataType.Float;
        IReadOnlyList<long?> shape = [.. numbers.Shape.Select(dim => (long?)dim)];
        if (numbers.Shape.Length == 0)
            return new KerasTensor(type, shape) { Plain = call.Graph.Scalar(type, numbers.Values[0]) };
        var weight = new Weight(
            $"{call.Path}/{name}",
            numbers.Shape,
            Array.ConvertAll(numbers.Values, number => (float)number)
        );
        var constant = call.Graph.Constant($"{call.Path}:{name}", DataType.Float, () => weight);
        return call.Graph.Cast(new KerasTensor(DataType.Float, shape) { Plain = constant }, type);
    }

    /// <summary>An axis or several; null where there are none, which means all.</summary>
    public static long[]? Axes(this LayerCall call, int rank, string name = "axis", int place = 1) =>
        Integers(call, name, place) is { } axes ? [.. axes.Select(axis => Axis(call, axis, rank))] : null;

    public static long Axis(LayerCall call, long axis, int rank)
    {
        var at = axis < 0 ? axis + rank : axis;
        return at >= 0 && at < rank
            ? at
            : throw Corrupt.File($"the operation '{call.Path}' has the axis {axis} for {rank} axes.");
    }

    /// <summary>Integers that are literals, given with the call or with the operation.</summary>
    public static long[]? Integers(this LayerCall call, string name, int place)
    {
        if (call.Argument(name, place) is { } value)
        {
            return Numbers(value) is { } numbers
                ? Array.ConvertAll(numbers.Values, number => (long)number)
                : throw new NotMappedException($"has the argument '{name}', which is not known before it runs");
        }

        return call.Config.Integers(name);
    }

    public static bool Flag(this LayerCall call, string name, int place = -1) =>
        call.Literal(name, place) is { ValueKind: JsonValueKind.True };

    public static double? Number(this LayerCall call, string name, int place = -1) =>
        call.Literal(name, place) is { } value ? Literals.Number(value) : null;

    public static (int[] Shape, double[] Values)? Numbers(CallValue? value)
    {
        switch (value)
        {
            case CallValue.Literal literal:
                return Literals.Numbers(literal.Value);
            case CallValue.List list:
                var items = list.Items.Select(Numbers).ToList();
                if (items.Exists(item => item is null || !item.Value.Shape.SequenceEqual(items[0]!.Value.Shape)))
                    return null;
                int[] shape = items.Count == 0 ? [0] : [items.Count, .. items[0]!.Value.Shape];
                return (shape, [.. items.SelectMany(item => item!.Value.Values)]);
            default:
                return null;
        }
    }

    // "1.0" is a fraction where "1" is none.
    private static bool IsWritten(CallValue? value) =>
        value is CallValue.Literal { Value.ValueKind: JsonValueKind.Number } literal
        && literal.Value.GetRawText().AsSpan().IndexOfAny(".eE") >= 0;
}
