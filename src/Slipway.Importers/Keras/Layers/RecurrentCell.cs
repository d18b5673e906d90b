using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Reading;
using Slipway.Importers.Keras.Weights;
using Slipway.Onnx;
using Slipway.Onnx.Proto;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Layers;

/// <summary>
/// What a step of a recurrent layer computes: the operator for it, with the weights in its order. The framework has the
/// gates of an LSTM as input, forget, cell, output; ONNX has them as input, output, forget, cell. Those of a GRU are
/// update, reset, candidate in both.
/// </summary>
/// <param name="Operator">LSTM, GRU or RNN.</param>
/// <param name="Units">The size of its state.</param>
/// <param name="Weights">The names of the operator's W, R and B.</param>
/// <param name="Attributes">Its activations and its form.</param>
internal sealed record RecurrentCell(
    string Operator,
    int Units,
    IReadOnlyList<string> Weights,
    IReadOnlyList<AttributeProto> Attributes
)
{
    private static readonly int[] LstmGates = [0, 3, 1, 2];
    private static readonly int[] GruGates = [0, 1, 2];
    private static readonly int[] OneGate = [0];

    /// <summary>The states that go from step to step: h, and c for an LSTM.</summary>
    public int States => Operator == "LSTM" ? 2 : 1;

    public static RecurrentCell Read(LayerCall call)
    {
        var (op, gates) = call.Definition.ClassName switch
        {
            "LSTM" or "LSTMCell" or "CuDNNLSTM" => ("LSTM", LstmGates),
            "GRU" or "GRUCell" or "CuDNNGRU" => ("GRU", GruGates),
            "SimpleRNN" or "SimpleRNNCell" => ("RNN", OneGate),
            var name => throw new NotMappedException($"has a cell of the class {name}"),
        };
        var kernel = call.Take("kernel");
        var recurrent = call.Take("recurrent_kernel");
        var units = recurrent.Shape[0];
        if (recurrent.Shape.Length != 2 || kernel.Shape.Length != 2 || kernel.Shape[1] != units * gates.Length)
            throw Corrupt.File($"the kernels of layer '{call.Path}' do not fit each other.");
        var isCudnn = call.Definition.ClassName.StartsWith("CuDNN", StringComparison.Ordinal);
        if (isCudnn)
            (kernel, recurrent) = (FromCudnn(kernel, units), FromCudnn(recurrent, units));
        var bias = call.Config.Flag("use_bias", true) ? call.Take("bias") : null;
        var names = new List<string>
        {
            Constant(call, kernel, weight => Rows(weight, gates, units)),
            Constant(call, recurrent, weight => Rows(weight, gates, units)),
            bias is null ? "" : Constant(call, bias, weight => Biases(weight, gates, units)),
        };
        var activation = Name(call, "activation", "tanh");
        string[] activations = op switch
        {
            "LSTM" => [Name(call, "recurrent_activation", "sigmoid"), activation, activation],
            "GRU" => [Name(call, "recurrent_activation", "sigmoid"), activation],
            _ => [activation],
        };
        var attributes = RecurrentActivations.Attributes(call, activations);
        attributes.Add(OnnxAttribute.Of("hidden_size", (long)units));
        if (op == "GRU" && call.Config.Flag("reset_after", isCudnn || !call.IsKeras2))
            attributes.Add(OnnxAttribute.Of("linear_before_reset", 1L));
        return new RecurrentCell(op, units, names, attributes);
    }

    private static string Name(LayerCall call, string argument, string standard)
    {
        if (call.Config.Value(argument) is { } activation)
            return Activations.Name(activation) ?? throw new NotMappedException($"has a layer as its {argument}");
        // None is linear; a missing argument is the standard.
        return call.Definition.Config.TryGetProperty(argument, out _) ? "linear" : standard;
    }

    private static string Constant(LayerCall call, Weight weight, Func<Weight, Weight> change) =>
        call.Graph.Constant($"{call.Path}:{weight.Path}:rnn", DataType.Float, () => change(weight));

    // The layers for NVIDIA's library keep the kernel of each gate as that has it: [units, in], whatever its shape says.
    private static Weight FromCudnn(Weight weight, int units)
    {
        var (inputs, width) = (weight.Shape[0], weight.Shape[1]);
        var values = new float[weight.Values.Length];
        for (var gate = 0; gate < width; gate += units)
        {
            for (var i = 0; i < inputs * units; i++)
            {
                values[(i % inputs * width) + gate + (i / inputs)] = weight.Values[
                    (i / units * width) + gate + (i % units)
                ];
            }
        }

        return weight with
        {
            Values = values,
        };
    }

    // [in, gates * units] to [1, gates * units, in]
    private static Weight Rows(Weight weight, int[] gates, int units) =>
        Reorder(weight.Transpose(1, 0), gates, units * weight.Shape[0]).Reshape(1, weight.Shape[1], weight.Shape[0]);

    // [gates * units] with nothing for the recurrence, or [2, gates * units], to [1, 2 * gates * units]
    private static Weight Biases(Weight weight, int[] gates, int units)
    {
        var size = gates.Length * units;
        if (weight.Values.Length != size && weight.Values.Length != 2 * size)
            throw Corrupt.File($"the weight '{weight.Path}' has {weight.Values.Length} values.");
        var values = new float[2 * size];
        weight.Values.CopyTo(values, 0);
        var both = weight with { Shape = [1, 2 * size], Values = values };
        return Reorder(both, [.. gates, .. gates.Select(gate => gate + gates.Length)], units);
    }

    private static Weight Reorder(Weight weight, int[] gates, int size)
    {
        var values = new float[weight.Values.Length];
        for (var to = 0; to < gates.Length; to++)
        {
            weight.Values.AsSpan(gates[to] * size, size).CopyTo(values.AsSpan(to * size));
        }

        return weight with
        {
            Values = values,
        };
    }
}
