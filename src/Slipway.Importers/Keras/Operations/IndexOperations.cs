using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Operations that pick elements.</summary>
internal static class IndexOperations
{
    private static readonly CallValue Rest = new CallValue.Literal(
        JsonDocument.Parse("""{"class_name":"__ellipsis__"}""").RootElement.Clone()
    );

    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        entries.Add("GetItem", GetItem);
        entries.Add("Take", Take);
        entries.Add("OneHot", OneHot);
        entries.Add("Shape", _ => throw new NotMappedException("gives a shape as a value"));
    }

    // x[a, b:c, ..., None]: slices first, then what an index takes away and None adds.
    private static KerasTensor GetItem(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.Value();
        var keys = Keys(call.Argument("key", 1) ?? throw Corrupt.File($"the operation '{call.Path}' has no key."));
        var name = graph.Plain(x);
        var shape = new List<long?>();
        var (taken, added) = (new List<long>(), new List<long>());
        var axis = 0;
        var used = keys.Count(key => !IsNull(key) && !IsEllipsis(key));
        // What is not named comes at the end.
        if (!keys.Exists(IsEllipsis))
            keys.Add(Rest);
        foreach (var key in keys)
        {
            if (IsEllipsis(key))
            {
                for (; axis < x.Rank - (used - Consumed(keys, key)); axis++)
                {
                    shape.Add(x.Shape[axis]);
                }

                continue;
            }

            if (IsNull(key))
            {
                added.Add(shape.Count);
                shape.Add(1);
                continue;
            }

            if (axis >= x.Rank)
                throw Corrupt.File($"the operation '{call.Path}' has more indices than {x} has axes.");
            if (
                key is CallValue.Literal { Value.ValueKind: JsonValueKind.Number } place
                && Literals.Integer(place.Value) is { } at
            )
            {
                name = graph.Slice(name, at, at == -1 ? long.MaxValue : at + 1, axis);
                taken.Add(axis);
            }
            else
            {
                var (start, stop, step) = Slice(key);
                name = graph.Slice(
                    name,
                    start ?? (step > 0 ? 0 : -1),
                    stop ?? (step > 0 ? long.MaxValue : long.MinValue + 1),
                    axis,
                    step
                );
                shape.Add(Length(x.Shape[axis], start, stop, step));
            }

            axis++;
        }

        if (taken.Count > 0)
            name = graph.Squeeze(name, taken.ToArray());
        if (added.Count > 0)
            name = graph.Unsqueeze(name, added.ToArray());
        return new KerasTensor(x.Type, shape) { Plain = name };
    }

    private static List<CallValue> Keys(CallValue key) =>
        key switch
        {
            CallValue.List list => [.. list.Items],
            // Some versions write tuples as objects.
            CallValue.Literal { Value: { ValueKind: JsonValueKind.Object } value }
                when Class(value) == "__tuple__"
                    && value.TryGetProperty("config", out var config)
                    && config.TryGetProperty("items", out var items)
                    && items.ValueKind == JsonValueKind.Array =>
            [
                .. items.EnumerateArray().Select(item => new CallValue.Literal(item)),
            ],
            _ => [key],
        };

    private static int Consumed(List<CallValue> keys, CallValue until) =>
        keys.TakeWhile(key => !ReferenceEquals(key, until)).Count(key => !IsNull(key));

    private static bool IsNull(CallValue key) => key is CallValue.Literal { IsNull: true };

    private static bool IsEllipsis(CallValue key) =>
        key is CallValue.Literal { Value: { ValueKind: JsonValueKind.Object } value } && Class(value) == "__ellipsis__";

    private static string? Class(JsonElement value) =>
        value.TryGetProperty("class_name", out var name) && name.ValueKind == JsonValueKind.String
            ? name.GetString()
            : null;

    private static (long? Start, long? Stop, long Step) Slice(CallValue key)
    {
        if (key is not CallValue.Literal { Value: { ValueKind: JsonValueKind.Object } value })
            throw new NotMappedException("is indexed by what is neither a number nor a slice");
        // Keras 2 writes the bounds alone.
        var isBare = value.TryGetProperty("start", out _);
        var config = value;
        if (!isBare && (Class(value) != "__slice__" || !value.TryGetProperty("config", out config)))
            throw new NotMappedException("is indexed by what is neither a number nor a slice");
        if (config.ValueKind != JsonValueKind.Object)
            throw new NotMappedException("is indexed by a slice without bounds");

        return (Bound("start"), Bound("stop"), Bound("step") is { } step and not 0 ? step : 1);

        long? Bound(string name) =>
            !config.TryGetProperty(name, out var bound) || bound.ValueKind == JsonValueKind.Null ? null
            : Literals.Integer(bound) is { } integer ? integer
            : throw new NotMappedException("is indexed by a slice whose bounds are not known before it runs");
    }

    private static long? Length(long? size, long? start, long? stop, long step)
    {
        if (size is not { } all)
            return null;
        var from = Clamp(start ?? (step > 0 ? 0 : all - 1));
        var to = stop is null && step < 0 ? -1 : Clamp(stop ?? all);
        return step > 0 ? Math.Max(0, (to - from + step - 1) / step) : Math.Max(0, (from - to - step - 1) / -step);

        long Clamp(long bound) =>
            Math.Clamp(bound < 0 ? bound + all : bound, step > 0 ? 0 : -1, step > 0 ? all : all - 1);
    }

    private static KerasTensor Take(LayerCall call)
    {
        var graph = call.Graph;
        var x = call.Value();
        if (call.Axes(x.Rank, place: 2) is not [var axis])
            throw new NotMappedException("takes from all axes at once (axis=None)");
        var given = call.Argument("indices", 1);
        var indices =
            given?.Tensors.FirstOrDefault()
            ?? Operands.Literal(call, given, "indices", new KerasTensor(DataType.Int64, []));
        if (indices.Type is not (DataType.Int32 or DataType.Int64))
            indices = graph.Cast(indices, DataType.Int64);
        IReadOnlyList<long?> shape = [.. x.Shape.Take((int)axis), .. indices.Shape, .. x.Shape.Skip((int)axis + 1)];
        var name = graph.Node("Gather", [graph.Plain(x), graph.Plain(indices)], OnnxAttribute.Of("axis", axis));
        return new KerasTensor(x.Type, shape) { Plain = name };
    }

    private static KerasTensor OneHot(LayerCall call)
    {
        var graph = call.Graph;
        var x = graph.Cast(call.Value(), DataType.Int64);
        if (call.Integers("num_classes", 1) is not [var count] || count is <= 0 or > int.MaxValue)
            throw Corrupt.File($"the operation '{call.Path}' has no classes.");
        if (call.Integers("axis", 2) is not (null or [-1]) || call.Flag("sparse"))
            throw new NotMappedException("has its classes on another axis than the last, or a sparse result");
        var type = DTypes.Name(call.Literal("dtype")) is { } name ? DTypes.Parse(name) : DataType.Float;
        var all = graph.Node(
            "Range",
            [graph.Scalar(DataType.Int64, 0), graph.Scalar(DataType.Int64, count), graph.Scalar(DataType.Int64, 1)]
        );
        var hot = graph.Node("Equal", [graph.Unsqueeze(graph.Plain(x), -1), all]);
        var result = new KerasTensor(DataType.Bool, [.. x.Shape, count]) { Plain = hot };
        return graph.Cast(result, type ?? DataType.Float);
    }
}
