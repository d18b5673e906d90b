using Slipway.Importers.Keras.Graph;
using Slipway.Importers.Keras.Layers;
using Slipway.Onnx;
using static Slipway.Onnx.Proto.TensorProto.Types;

namespace Slipway.Importers.Keras.Operations;

/// <summary>Activation functions as operations.</summary>
internal static class ActivationOperations
{
    public static void Register(Dictionary<string, Func<LayerCall, IReadOnlyList<KerasTensor>>> entries)
    {
        foreach (
            var (name, function) in (ReadOnlySpan<(string, string)>)
                [
                    ("Relu", "relu"),
                    ("Relu6", "relu6"),
                    ("Sigmoid", "sigmoid"),
                    ("SparseSigmoid", "sparse_sigmoid"),
                    ("Softplus", "softplus"),
                    ("Softsign", "softsign"),
                    ("SoftShrink", "soft_shrink"),
                    ("SparsePlus", "sparse_plus"),
                    ("Silu", "silu"),
                    ("Squareplus", "squareplus"),
                    ("LogSigmoid", "log_sigmoid"),
                    ("LeakyRelu", "leaky_relu"),
                    ("HardSigmoid", "hard_sigmoid"),
                    ("HardSilu", "hard_silu"),
                    ("Elu", "elu"),
                    ("Selu", "selu"),
                    ("Celu", "celu"),
                    ("Glu", "glu"),
                    ("TanhShrink", "tanh_shrink"),
                    ("HardTanh", "hard_tanh"),
                    ("HardShrink", "hard_shrink"),
                    ("Threshold", "threshold"),
                ]
        )
        {
            entries.Add(name, call => Activations.Function(call, Float(call), function, call.Config));
        }

        entries.Add("Gelu", Gelu);
        entries.Add("Softmax", call => Activations.Softmax(call.Graph, Float(call), Axis(call)));
        entries.Add("LogSoftmax", LogSoftmax);
    }

    private static KerasTensor Float(LayerCall call)
    {
        var x = call.Value();
        return x.IsFloat ? x : call.Graph.Cast(x, DataType.Float);
    }

    // As an operation it is the approximation unless it says otherwise.
    private static KerasTensor Gelu(LayerCall call)
    {
        var isApproximate = call.Literal("approximate", 1) is not { ValueKind: System.Text.Json.JsonValueKind.False };
        return GraphWriter.Map(
            Float(call),
            x => call.Graph.Node("Gelu", [x], OnnxAttribute.Of("approximate", isApproximate ? "tanh" : "none"))
        );
    }

    private static KerasTensor LogSoftmax(LayerCall call)
    {
        var x = Float(call);
        var y = call.Graph.Node("LogSoftmax", [call.Graph.Plain(x)], OnnxAttribute.Of("axis", (long)Axis(call)));
        return new KerasTensor(x.Type, x.Shape) { Plain = y };
    }

    private static int Axis(LayerCall call) =>
        call.Integers("axis", 1) switch
        {
            null => -1,
            [var axis] => (int)axis,
            _ => throw new NotMappedException("has a softmax over several axes"),
        };
}
