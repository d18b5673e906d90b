using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Layers;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Operations that make one value of several, and several of one.</summary>
internal static class JoinOperations
{
    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        entries.Add("Concatenate", Concatenate);
        entries.Add("Stack", Stack);
        entries["Split"] = Split;
        entries["Unstack"] = Unstack;
    }

    private static KerasTensor Concatenate(LayerCall call)
    {
        var values = Values(call, "xs");
        return Merging.Join(
            call.Graph,
            values,
            (int)Operands.Axis(call, call.Integers("axis", 1)?[0] ?? 0, values[0].Rank)
        );
    }

    private static KerasTensor Stack(LayerCall call)
    {
        var graph = call.Graph;
        var values = Values(call, "x");
        var axis = Operands.Axis(call, call.Integers("axis", 1)?[0] ?? 0, values[0].Rank + 1);
        var shape = values[0].Shape.ToList();
        shape.Insert((int)axis, values.Count);
        var name = graph.Concat([.. values.Select(value => graph.Unsqueeze(graph.Plain(value), axis))], axis);
        return new KerasTensor(values[0].Type, shape) { Plain = name };
    }

    private static List<KerasTensor> Values(LayerCall call, string name)
    {
        var values = call.Argument(name, 0)?.Tensors.ToList() ?? [];
        if (values.Count == 0)
            throw Corrupt.File($"the operation '{call.Path}' has no inputs.");
        if (values.Exists(value => value.Rank != values[0].Rank))
            throw Corrupt.File($"the operation '{call.Path}' joins values of different ranks.");
        var type = values.Select(value => value.Type).Aggregate(Broadcasting.Common);
        return values.ConvertAll(value => call.Graph.Cast(value, type));
    }

    private static IReadOnlyList<KerasTensor> Split(LayerCall call)
    {
        var x = call.Value();
        var axis = (int)Operands.Axis(call, call.Integers("axis", 2)?[0] ?? 0, x.Rank);
        var size = x.Shape[axis] ?? throw new NotMappedException("splits a free axis");
        var isCount = call.Literal("indices_or_sections", 1) is { ValueKind: System.Text.Json.JsonValueKind.Number };
        var given = call.Integers("indices_or_sections", 1) ?? [1];
        if (isCount && (given[0] <= 0 || size % given[0] != 0))
            throw Corrupt.File($"the operation '{call.Path}' splits {size} into {given[0]} parts.");
        long[] bounds = isCount
            ? [.. Enumerable.Range(0, checked((int)given[0]) + 1).Select(part => part * (size / given[0]))]
            : [0, .. given.Select(bound => Math.Clamp(bound < 0 ? bound + size : bound, 0, size)), size];
        long[] sizes = [.. bounds.Zip(bounds.Skip(1), (from, to) => Math.Max(0, to - from))];
        var names = call.Graph.Nodes(
            "Split",
            sizes.Length,
            [call.Graph.Plain(x), call.Graph.Ints(sizes)],
            OnnxAttribute.Of("axis", (long)axis)
        );
        return
        [
            .. names.Select(
                (name, part) =>
                    new KerasTensor(x.Type, [.. x.Shape.Select((dim, at) => at == axis ? sizes[part] : dim)])
                    {
                        Plain = name,
                    }
            ),
        ];
    }

    private static IReadOnlyList<KerasTensor> Unstack(LayerCall call)
    {
        var x = call.Value();
        var axis = (int)Operands.Axis(call, call.Integers("axis", 2)?[0] ?? 0, x.Rank);
        var count = x.Shape[axis] ?? throw new NotMappedException("takes a free axis apart");
        call.Literal("num", 1);
        IReadOnlyList<long?> shape = [.. x.Shape.Where((_, at) => at != axis)];
        return
        [
            .. Enumerable
                .Range(0, checked((int)Math.Min(count, 4096)))
                .Select(part => new KerasTensor(x.Type, shape)
                {
                    Plain = call.Graph.Squeeze(call.Graph.Slice(call.Graph.Plain(x), part, part + 1, axis), axis),
                }),
        ];
    }
}
