using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>Layers that make one value of several.</summary>
internal static class Merging
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        entries.Add("Add", call => Fold(call, "Add"), MaskRule.Own);
        entries.Add("Subtract", call => Fold(call, "Sub"), MaskRule.Own);
        entries.Add("Multiply", call => Fold(call, "Mul"), MaskRule.Own);
        entries.Add("Maximum", call => Fold(call, "Max"), MaskRule.Own);
        entries.Add("Minimum", call => Fold(call, "Min"), MaskRule.Own);
        entries.Add("Average", Average, MaskRule.Own);
        entries.Add("Concatenate", Concatenate, MaskRule.Own);
    }

    private static KerasTensor Fold(LayerCall call, string op)
    {
        var inputs = Several(call);
        var result = inputs[0];
        foreach (var input in inputs.Skip(1))
        {
            var (left, right) = Align(call, result, input);
            result = Broadcasting.Binary(call.Graph, op, left, right);
        }

        return result with
        {
            Mask = Mask(call),
        };
    }

    private static KerasTensor Average(LayerCall call)
    {
        var sum = Fold(call, "Add");
        var count = call.Graph.Scalar(sum.Type, call.Inputs.Count);
        return GraphWriter.Map(sum, x => call.Graph.Node("Div", [x, count]));
    }

    private static KerasTensor Concatenate(LayerCall call)
    {
        var graph = call.Graph;
        var inputs = Several(call);
        var type = inputs.Select(input => input.Type).Aggregate(Broadcasting.Common);
        inputs = [.. inputs.Select(input => graph.Cast(input, type))];
        var rank = inputs[0].Rank;
        var axis = (int)(call.Config.Integer("axis") ?? -1);
        axis = axis < 0 ? axis + rank : axis;
        if (inputs.Any(input => input.Rank != rank) || axis < 0 || axis >= rank)
            throw Corrupt.File($"layer '{call.Path}' joins values of different ranks.");
        var result = Join(graph, inputs, axis);
        return inputs.Any(input => input.Mask is not null)
            ? result with
            {
                Mask = JoinedMask(graph, inputs, axis, call.IsKeras2),
            }
            : result;
    }

    /// <summary>Joins values along an axis.</summary>
    public static KerasTensor Join(GraphWriter graph, IReadOnlyList<KerasTensor> inputs, int axis)
    {
        var rank = inputs[0].Rank;
        var shape = inputs[0].Shape.ToArray();
        for (var at = 0; at < rank; at++)
        {
            shape[at] =
                at == axis
                    ? inputs.Aggregate((long?)0, (sum, input) => sum + input.Shape[at])
                    : inputs.Select(input => input.Shape[at]).FirstOrDefault(dim => dim is not null);
        }

        var result = new KerasTensor(inputs[0].Type, shape);
        if (rank > 2 && inputs.All(input => input.ChannelsFirst is not null))
        {
            var inFirst =
                axis == 0 ? 0
                : axis == rank - 1 ? 1
                : axis + 1;
            return result with { ChannelsFirst = graph.Concat([.. inputs.Select(graph.ChannelsFirst)], inFirst) };
        }

        return result with
        {
            Plain = graph.Concat([.. inputs.Select(graph.Plain)], axis),
        };
    }

    private static IReadOnlyList<KerasTensor> Several(LayerCall call) =>
        call.Inputs.Count > 0 ? call.Inputs : throw Corrupt.File($"layer '{call.Path}' is called without inputs.");

    // Inputs with fewer axes get more behind the batch, as the framework has it.
    private static (KerasTensor Left, KerasTensor Right) Align(LayerCall call, KerasTensor left, KerasTensor right)
    {
        return left.Rank == right.Rank || left.Rank == 0 || right.Rank == 0 ? (left, right)
            : left.Rank < right.Rank ? (Widen(left, right.Rank - left.Rank), right)
            : (left, Widen(right, left.Rank - right.Rank));

        KerasTensor Widen(KerasTensor value, int count) =>
            new(value.Type, [value.Shape[0], .. Enumerable.Repeat((long?)1, count), .. value.Shape.Skip(1)])
            {
                Plain = call.Graph.Unsqueeze(
                    call.Graph.Plain(value),
                    [.. Enumerable.Range(1, count).Select(axis => (long)axis)]
                ),
            };
    }

    // A step counts where it does for one of the inputs (for all of them before Keras 3), if all have masks.
    private static KerasTensor? Mask(LayerCall call)
    {
        var masks = call.Inputs.Select(input => input.Mask).OfType<KerasTensor>().ToList();
        if (masks.Count == 0 || (!call.IsKeras2 && masks.Count < call.Inputs.Count))
            return null;
        return masks.Aggregate(
            (left, right) => Broadcasting.Binary(call.Graph, call.IsKeras2 ? "And" : "Or", left, right)
        );
    }

    private static KerasTensor JoinedMask(GraphWriter graph, IReadOnlyList<KerasTensor> inputs, int axis, bool isKeras2)
    {
        var whole = inputs
            .Select(input =>
            {
                var shape = graph.Node("Shape", [graph.Plain(input)]);
                var counts = input.Mask is { } mask
                    ? mask.Rank < input.Rank
                        ? graph.Unsqueeze(graph.Plain(mask), -1)
                        : graph.Plain(mask)
                    : graph.Scalar(DataType.Bool, 1);
                return new KerasTensor(DataType.Int32, input.Shape)
                {
                    Plain = graph.Node("Expand", [graph.Cast(counts, DataType.Int32), shape]),
                };
            })
            .ToList();
        var joined = Join(graph, whole, axis);
        var any = graph.Node(
            isKeras2 ? "ReduceMin" : "ReduceMax",
            [graph.Plain(joined), graph.Ints(-1)],
            OnnxAttribute.Of("keepdims", 0L)
        );
        return new KerasTensor(DataType.Bool, [.. joined.Shape.SkipLast(1)]) { Plain = graph.Cast(any, DataType.Bool) };
    }
}
