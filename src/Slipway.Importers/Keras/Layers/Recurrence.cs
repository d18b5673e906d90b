using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>What a recurrence has computed, as names in the graph, in single precision.</summary>
/// <param name="Sequence">The output of each step, in the order of the input: [batch, steps, units].</param>
/// <param name="States">The states after the last step: [batch, units].</param>
internal sealed record RecurrenceResult(string Sequence, IReadOnlyList<string> States);

/// <summary>
/// Runs a cell over the steps of a sequence. Steps that are masked are left out, wherever they are: those that count are
/// moved to the front, the operator runs over as many as there are, and each step gets the output of the last one that
/// counted.
/// </summary>
internal static class Recurrence
{
    public static RecurrenceResult Run(
        GraphWriter graph,
        RecurrentCell cell,
        string x,
        string? mask,
        bool isBackwards,
        IReadOnlyList<string> states
    )
    {
        var lengths = "";
        if (mask is not null)
        {
            x = Compact(graph, x, mask);
            var count = graph.Node(
                "ReduceSum",
                [graph.Cast(mask, DataType.Int32), graph.Ints(1)],
                OnnxAttribute.Of("keepdims", 0L)
            );
            lengths = count;
        }

        var inputs = new List<string> { graph.Transpose(x, 1, 0, 2) };
        inputs.AddRange(cell.Weights);
        inputs.Add(lengths);
        inputs.AddRange(states.Select(state => graph.Unsqueeze(state, 0)));
        while (inputs[^1].Length == 0)
        {
            inputs.RemoveAt(inputs.Count - 1);
        }

        var outputs = graph.Nodes(
            cell.Operator,
            1 + cell.States,
            inputs.ToArray(),
            [.. cell.Attributes, OnnxAttribute.Of("direction", isBackwards ? "reverse" : "forward")]
        );
        // [steps, 1, batch, units] to [batch, steps, units]
        var sequence = graph.Transpose(graph.Squeeze(outputs[0], 1), 1, 0, 2);
        if (mask is not null)
            sequence = Spread(graph, sequence, mask, isBackwards);
        return new RecurrenceResult(sequence, [.. outputs.Skip(1).Select(state => graph.Squeeze(state, 0))]);
    }

    /// <summary>Zero where a step does not count.</summary>
    public static string ZeroMasked(GraphWriter graph, string value, string mask) =>
        graph.Node("Where", [graph.Unsqueeze(mask, -1), value, graph.Scalar(DataType.Float, 0)]);

    private static string Compact(GraphWriter graph, string x, string mask)
    {
        var steps = graph.Size(mask, 1);
        // A step that does not count comes behind all that do; both keep their order.
        var places = graph.Node(
            "Range",
            [graph.Scalar(DataType.Int64, 0), graph.Squeeze(steps, 0), graph.Scalar(DataType.Int64, 1)]
        );
        var behind = graph.Node("Mul", [graph.Cast(graph.Node("Not", [mask]), DataType.Int64), steps]);
        var order = graph.Nodes(
            "TopK",
            2,
            [graph.Node("Add", [behind, places]), steps],
            OnnxAttribute.Of("axis", 1L),
            OnnxAttribute.Of("largest", 0L)
        );
        return Gather(graph, x, order[1]);
    }

    private static string Spread(GraphWriter graph, string sequence, string mask, bool isBackwards)
    {
        var counted = graph.Node(
            "CumSum",
            [graph.Cast(mask, DataType.Int64), graph.Scalar(DataType.Int64, 1)],
            OnnxAttribute.Of("exclusive", isBackwards ? 1L : 0L)
        );
        string isThere;
        if (isBackwards)
        {
            // The next step that counts, if one follows.
            var count = graph.Node("ReduceSum", [graph.Cast(mask, DataType.Int64), graph.Ints(1)]);
            isThere = graph.Node("Less", [counted, count]);
            counted = graph.Node("Min", [counted, graph.Node("Sub", [graph.Size(mask, 1), graph.Ints(1)])]);
        }
        else
        {
            isThere = graph.Node("Greater", [counted, graph.Scalar(DataType.Int64, 0)]);
            counted = graph.Node(
                "Max",
                [graph.Node("Sub", [counted, graph.Scalar(DataType.Int64, 1)]), graph.Scalar(DataType.Int64, 0)]
            );
        }

        return ZeroMasked(graph, Gather(graph, sequence, counted), isThere);
    }

    // x[b, places[b, t]] for each t.
    private static string Gather(GraphWriter graph, string x, string places) =>
        graph.Node("GatherND", [x, graph.Unsqueeze(places, -1)], OnnxAttribute.Of("batch_dims", 1L));
}
