using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>
/// LSTMs over images, with convolutions in the place of products. The convolutions of the inputs are those of all steps at
/// once; what is left for a step is a Scan.
/// </summary>
internal static class ConvLstmLayers
{
    public static void Register(Dictionary<string, LayerEntry> entries)
    {
        for (var rank = 1; rank <= 3; rank++)
        {
            var space = rank;
            entries[$"ConvLSTM{rank}D"] = new LayerEntry(call => Map(call, space), MaskRule.Ends);
        }
    }

    private static KerasTensor[] Map(LayerCall call, int rank)
    {
        var graph = call.Graph;
        var x = call.FloatInput;
        if (x.Rank != rank + 3)
            throw Corrupt.File($"layer '{call.Path}' is called with {x}, which has no {rank} axes of space.");
        if (call.Mask is not null)
            throw new NotMappedException("has masked steps");
        if (call.Config.Flag("stateful"))
            throw new NotMappedException("keeps its state from call to call (stateful=True)");
        var cell = call with { Weights = call.Weights.Child("cell", "") };
        var (kernel, recurrent) = (Convolutions.Kernel(cell, "kernel", rank), cell.Take("recurrent_kernel"));
        var filters = kernel.Shape[^1] / 4;
        if (recurrent.Shape.Length != rank + 2 || recurrent.Shape[^1] != kernel.Shape[^1])
            throw Corrupt.File($"the kernels of layer '{call.Path}' do not fit each other.");
        // Steps are samples to a convolution: [batch * steps, space…, channels].
        var shape = graph.Node("Shape", [graph.Plain(x)]);
        var flat = graph.Concat([graph.Ints(-1), graph.Slice(shape, 2, long.MaxValue, 0)], 0);
        var samples = new KerasTensor(x.Type, [null, .. x.Shape.Skip(2)])
        {
            Plain = graph.Node("Reshape", [graph.Plain(x), flat]),
        };
        var inner = call with { Inputs = [samples] };
        var window = new Window(inner, Convolutions.Sizes(kernel, rank), call.Config.Integers("strides"));
        string[] inputs = [window.Input(), call.Constant(kernel, "oi", w => Convolutions.OutputFirst(w, rank))];
        if (call.Config.Flag("use_bias", true))
            inputs = [.. inputs, call.Constant(cell.Take("bias"))];
        var gates = graph.Node("Conv", inputs, window.Attributes().ToArray());
        // [steps, batch, 4 * filters, space…]
        var steps = graph.Concat(
            [graph.Slice(shape, 0, 2, 0), graph.Node("Shape", [gates], OnnxAttribute.Of("start", 1L))],
            0
        );
        var order = Enumerable.Range(0, rank + 3).Select(axis => (long)axis).ToArray();
        (order[0], order[1]) = (1, 0);
        var sequence = graph.Transpose(graph.Node("Reshape", [gates, steps]), order);
        var states = States(inner, filters, sequence);
        var isBackwards = call.Config.Flag("go_backwards");
        var outputs = graph.Nodes(
            "Scan",
            3,
            [states[0], states[1], sequence],
            OnnxAttribute.Of("body", Step(call, recurrent, rank)),
            OnnxAttribute.Of("num_scan_inputs", 1L),
            OnnxAttribute.Of("scan_input_directions", [isBackwards ? 1L : 0L])
        );
        var space = window.ResultSpace();
        var state = window.Result(outputs[0], filters, space);
        var result = call.Config.Flag("return_sequences")
            ? Sequence(call, outputs[2], order, [x.Shape[0], x.Shape[1], .. state.Shape.Skip(1)])
            : state with
            { };
        return call.Config.Flag("return_state") ? [result, state, window.Result(outputs[1], filters, space)] : [result];
    }

    private static string[] States(LayerCall call, int filters, string sequence)
    {
        var graph = call.Graph;
        var isFirst = call.Config.Text("data_format") == "channels_first";
        var given = call.Argument("initial_state", 1) is { } states ? states.Tensors.ToList() : [];
        if (given.Count == 2)
            return
            [
                .. given
                    .Select(value => graph.Cast(value, call.Type))
                    .Select(value => isFirst ? graph.Plain(value) : graph.ChannelsFirst(value)),
            ];
        if (given.Count > 0)
            throw Corrupt.File($"layer '{call.Path}' has 2 states and is given {given.Count}.");
        var shape = graph.Concat(
            [
                graph.Size(sequence, 1),
                graph.Ints(filters),
                graph.Node("Shape", [sequence], OnnxAttribute.Of("start", 3L)),
            ],
            0
        );
        var zeros = graph.Node("Expand", [call.Scalar(0), shape]);
        return [zeros, zeros];
    }

    // One step: h and c, and what the inputs add to the gates, which are input, forget, cell, output.
    private static Onnx.Proto.GraphProto Step(LayerCall call, Weights.Weight recurrent, int rank)
    {
        var kernel = call.Constant(recurrent, "oi", weight => Convolutions.OutputFirst(weight, rank));
        var body = new GraphWriter(call.Graph.Builder.Subgraph("step"));
        var inside = call with { Graph = body };
        var names = ((string[])["/h", "/c", "/gates"])
            .Select(name => body.Builder.Input(body.Builder.UniqueName(name), Typed(call.Type)))
            .ToArray();
        // The state keeps its size.
        var before = recurrent.Shape.Take(rank).Select(size => (size - 1L) / 2).ToArray();
        var after = recurrent.Shape.Take(rank).Select((size, axis) => size - 1L - before[axis]).ToArray();
        var own = body.Node("Conv", [names[0], kernel], OnnxAttribute.Of("pads", [.. before, .. after]));
        var gates = body.Nodes(
            "Split",
            4,
            [body.Node("Add", [names[2], own])],
            OnnxAttribute.Of("axis", 1L),
            OnnxAttribute.Of("num_outputs", 4L)
        );
        var (input, forget, output) = (Gate(gates[0]), Gate(gates[1]), Gate(gates[3]));
        var fresh = body.Node("Mul", [input, Apply(gates[2], "activation")]);
        var c = body.Node("Add", [body.Node("Mul", [forget, names[1]]), fresh]);
        var h = body.Node("Mul", [output, Apply(c, "activation")]);
        foreach (var value in (string[])[h, c, h])
        {
            body.Builder.Output(body.Node("Identity", [value]), Typed(call.Type));
        }

        return body.Builder.BuildGraph();

        string Gate(string value) => Apply(value, "recurrent_activation");

        string Apply(string value, string argument)
        {
            var tensor = new KerasTensor(call.Type, new long?[rank + 2]) { Plain = value };
            return body.Plain(Activations.Apply(inside, tensor, argument));
        }
    }

    private static KerasTensor Sequence(LayerCall call, string name, long[] order, IReadOnlyList<long?> shape)
    {
        var graph = call.Graph;
        // [steps, batch, filters, space…]
        if (call.Config.Text("data_format") != "channels_first")
            order = [1, 0, .. order.Skip(3), 2];
        return call.Result(graph.Transpose(name, order), shape);
    }

    // Of any shape.
    private static Onnx.Proto.TypeProto Typed(DataType type) =>
        new() { TensorType = new Onnx.Proto.TypeProto.Types.Tensor { ElemType = (int)type } };
}
