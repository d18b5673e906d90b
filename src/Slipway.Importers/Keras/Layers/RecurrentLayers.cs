using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>LSTM, GRU, SimpleRNN, their forms of Keras 2 for NVIDIA's library, and RNN with one of their cells.</summary>
internal static class RecurrentLayers
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        foreach (var name in (string[])["LSTM", "GRU", "SimpleRNN", "RNN", "CuDNNLSTM", "CuDNNGRU"])
        {
            entries[name] = new LayerEntry(
                call => Map(call, call.Inputs[0], call.Mask, States(call, 0, call.Inputs), false),
                MaskRule.Own
            );
        }
    }

    /// <summary>The initial states that a call gives: as an argument, or as inputs behind the sequence.</summary>
    public static IReadOnlyList<KerasTensor> States(LayerCall call, int skip, IReadOnlyList<KerasTensor> inputs) =>
        call.Argument("initial_state", 1) is { } given ? [.. given.Tensors.Skip(skip)] : [.. inputs.Skip(1 + skip)];

    /// <summary>The output (of each step, or of the last) and the states, as the layer returns them.</summary>
    /// <param name="call">The layer.</param>
    /// <param name="input">The sequence.</param>
    /// <param name="mask">Which steps count.</param>
    /// <param name="states">The initial states; none: zero.</param>
    /// <param name="isInner">Whether it is a direction of a bidirectional layer, which decides about masked outputs.</param>
    public static KerasTensor[] Map(
        LayerCall call,
        KerasTensor input,
        KerasTensor? mask,
        IReadOnlyList<KerasTensor> states,
        bool isInner
    )
    {
        var graph = call.Graph;
        if (input.Rank != 3)
            throw Corrupt.File($"layer '{call.Path}' is called with {input}, no sequence of vectors.");
        if (call.Config.Flag("stateful"))
            throw new NotMappedException("keeps its state from call to call (stateful=True)");
        var returnsSequences = call.Config.Flag("return_sequences");
        var returnsState = call.Config.Flag("return_state");
        var isBackwards = call.Config.Flag("go_backwards");
        var zeroes = call.Config.Flag("zero_output_for_mask");
        zeroes = isInner ? returnsSequences : zeroes;
        var cells = Cells(call);
        var count = cells.Sum(cell => cell.States);
        if (states.Count != 0 && states.Count != count)
            throw Corrupt.File($"layer '{call.Path}' has {count} states and is given {states.Count}.");
        var counts = mask is null ? null : AttentionLayers.Booleans(graph, mask);
        var starts = states.Select(state => graph.Plain(graph.Cast(state, DataType.Float))).ToList();
        var result = new RecurrenceResult(graph.Plain(graph.Cast(input, DataType.Float)), []);
        var ends = new List<(string Name, int Units)>();
        // Cells on top of each other are sequences one after the other.
        foreach (var part in cells)
        {
            result = Recurrence.Run(graph, part, result.Sequence, counts, isBackwards, [.. starts.Take(part.States)]);
            starts = [.. starts.Skip(part.States)];
            ends.AddRange(result.States.Select(state => (state, part.Units)));
        }

        var cell = cells[^1];
        var y = returnsSequences
            ? Sequence(graph, result.Sequence, zeroes ? counts : null, isBackwards)
            : result.States[0];
        if (!returnsSequences && zeroes && counts is not null)
        {
            // The last step to be run may be a masked one.
            var last = isBackwards ? graph.Slice(counts, 0, 1, 1) : graph.Slice(counts, -1, long.MaxValue, 1);
            y = graph.Node("Where", [last, y, graph.Scalar(DataType.Float, 0)]);
        }

        IReadOnlyList<long?> one = [input.Shape[0], cell.Units];
        var output = Typed(call, y, returnsSequences ? [input.Shape[0], input.Shape[1], cell.Units] : one) with
        {
            Mask = returnsSequences && call.Converter.RecurrentPassesMask ? mask : null,
        };
        return returnsState
            ? [output, .. ends.Select(end => Typed(call, end.Name, [input.Shape[0], end.Units]))]
            : [output];
    }

    // The framework returns the steps in the order in which it has run them.
    private static string Sequence(GraphWriter graph, string sequence, string? zeroMask, bool isBackwards)
    {
        if (zeroMask is not null)
            sequence = Recurrence.ZeroMasked(graph, sequence, zeroMask);
        return isBackwards ? graph.Reverse(sequence, 1) : sequence;
    }

    private static KerasTensor Typed(LayerCall call, string name, IReadOnlyList<long?> shape) =>
        call.Graph.Cast(new KerasTensor(DataType.Float, shape) { Plain = name }, call.Type);

    private static List<RecurrentCell> Cells(LayerCall call)
    {
        var weights = call.Weights.Child("cell", "");
        if (call.Definition.ClassName != "RNN")
            return [RecurrentCell.Read(call with { Weights = weights })];
        var cell = call.InnerLayer("cell");
        if (cell.ClassName != "StackedRNNCells")
            return [Cell(call, cell, $"{call.Path}/cell", weights)];
        if (
            cell.Config.ValueKind != JsonValueKind.Object
            || !cell.Config.TryGetProperty("cells", out var list)
            || list.ValueKind != JsonValueKind.Array
            || list.GetArrayLength() == 0
        )
            throw Corrupt.File($"layer '{call.Path}' has no cells.");
        var cells = list.EnumerateArray().Select(LayerDefinition.Parse).ToList();
        if (cells.DistinctBy(inner => inner.Name).Count() != cells.Count)
            throw Corrupt.File($"layer '{call.Path}' has several cells of one name.");
        var scopes = weights.Layers(cells);
        return cells.ConvertAll(inner => Cell(call, inner, $"{call.Path}/cell/{inner.Name}", scopes[inner.Name]));
    }

    private static RecurrentCell Cell(LayerCall call, LayerDefinition cell, string path, Weights.IWeightScope weights)
    {
        var inner = new LayerCall(cell, path, weights, [], new Dictionary<string, CallValue>(), call.Converter);
        var read = RecurrentCell.Read(inner);
        LayerConverter.CheckKnown(inner);
        return read;
    }
}
