using System.Text.Json;
using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;

namespace Slipway.Importers.Keras.Layers;

/// <summary>The activation functions, by the names that configurations have for them.</summary>
internal static class Activations
{
    // The constants of SELU are the operator's own.
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["relu"] = "Relu",
        ["selu"] = "Selu",
        ["sigmoid"] = "Sigmoid",
        ["tanh"] = "Tanh",
        ["softplus"] = "Softplus",
        ["softsign"] = "Softsign",
        ["exponential"] = "Exp",
        ["mish"] = "Mish",
    };

    /// <summary>The activation that an argument of a layer names; none where there is none.</summary>
    public static KerasTensor Apply(LayerCall call, KerasTensor value, string argument = "activation") =>
        call.Config.Value(argument) is { } activation ? Apply(call, value, activation) : value;

    /// <summary>The name of an activation, where it is a function and not a layer.</summary>
    public static string? Name(JsonElement activation)
    {
        if (activation.ValueKind == JsonValueKind.String)
            return activation.GetString();
        return
            activation.ValueKind == JsonValueKind.Object
            && activation.TryGetProperty("class_name", out var name)
            && name.ValueKind == JsonValueKind.String
            && name.GetString() == "function"
            && activation.TryGetProperty("config", out var config)
            && config.ValueKind == JsonValueKind.String
            ? config.GetString()
            : null;
    }

    /// <summary>The activation of a name.</summary>
    /// <param name="call">The layer.</param>
    /// <param name="value">Its argument.</param>
    /// <param name="name">Its name in configurations.</param>
    /// <param name="arguments">Where it has arguments of its own: those of the layer or operation that is one.</param>
    public static KerasTensor Function(LayerCall call, KerasTensor value, string name, LayerConfig? arguments = null)
    {
        var graph = call.Graph;
        if (Operators.TryGetValue(name, out var op))
            return GraphWriter.Map(value, x => graph.Node(op, [x]));
        return name switch
        {
            "linear" => value,
            "softmax" => Softmax(graph, value, -1),
            "log_softmax" => GraphWriter.Map(
                value with
                {
                    Plain = graph.Plain(value),
                    ChannelsFirst = null,
                },
                x => graph.Node("LogSoftmax", [x], OnnxAttribute.Of("axis", -1L))
            ),
            "relu6" => GraphWriter.Map(value, x => Clip(graph, value, x, 0, 6)),
            "hard_tanh" => GraphWriter.Map(value, x => Clip(graph, value, x, -1, 1)),
            "elu" => GraphWriter.Map(value, x => graph.Node("Elu", [x], Alpha(arguments, 1))),
            "celu" => GraphWriter.Map(value, x => graph.Node("Celu", [x], Alpha(arguments, 1))),
            "leaky_relu" => GraphWriter.Map(
                value,
                x => graph.Node("LeakyRelu", [x], OnnxAttribute.Of("alpha", (float)Slope(call, arguments)))
            ),
            "gelu" => GraphWriter.Map(
                value,
                x =>
                    graph.Node(
                        "Gelu",
                        [x],
                        OnnxAttribute.Of("approximate", arguments?.Flag("approximate") == true ? "tanh" : "none")
                    )
            ),
            "hard_sigmoid" => GraphWriter.Map(value, x => HardSigmoid(call, x)),
            "silu" or "swish" => GraphWriter.Map(value, x => graph.Node("Mul", [x, graph.Node("Sigmoid", [x])])),
            "hard_silu" or "hard_swish" => GraphWriter.Map(value, x => graph.Node("HardSwish", [x])),
            "log_sigmoid" => GraphWriter.Map(
                value,
                x => graph.Node("Neg", [graph.Node("Softplus", [graph.Node("Neg", [x])])])
            ),
            "tanh_shrink" => GraphWriter.Map(value, x => graph.Node("Sub", [x, graph.Node("Tanh", [x])])),
            "soft_shrink" => GraphWriter.Map(value, x => Shrink(graph, x, Threshold(arguments), Threshold(arguments))),
            "hard_shrink" => GraphWriter.Map(value, x => Shrink(graph, x, Threshold(arguments), 0)),
            "squareplus" => GraphWriter.Map(value, x => SquarePlus(graph, value, x, arguments?.Number("b") ?? 4)),
            "sparse_plus" => GraphWriter.Map(value, x => SparsePlus(graph, value, x)),
            "sparse_sigmoid" => GraphWriter.Map(
                value,
                x => graph.Node("HardSigmoid", [x], OnnxAttribute.Of("alpha", 0.5f), OnnxAttribute.Of("beta", 0.5f))
            ),
            "threshold" => ThresholdOf(graph, value, arguments),
            "glu" => Glu(graph, value, (int)(arguments?.Integer("axis") ?? -1)),
            _ => throw new NotMappedException($"has the activation '{name}', which is not known here"),
        };
    }

    public static KerasTensor Softmax(GraphWriter graph, KerasTensor value, int axis)
    {
        var name = graph.Node("Softmax", [graph.Plain(value)], OnnxAttribute.Of("axis", (long)axis));
        return new KerasTensor(value.Type, value.Shape) { Plain = name, Mask = value.Mask };
    }

    public static string Clip(GraphWriter graph, KerasTensor value, string name, double? low, double? high)
    {
        var from = low is { } min ? graph.Scalar(value.Type, min) : "";
        return high is { } max
            ? graph.Node("Clip", [name, from, graph.Scalar(value.Type, max)])
            : graph.Node("Clip", [name, from]);
    }

    private static KerasTensor Apply(LayerCall call, KerasTensor value, JsonElement activation)
    {
        if (Name(activation) is { } name)
            return Function(call, value, name);
        if (activation.ValueKind != JsonValueKind.Object)
            throw call.Config.Wrong("activation", "a function");
        // A layer, given in the place of a function.
        var layer = LayerDefinition.Parse(activation);
        return call.Inner(layer, call.Weights.Child("activation", layer.Name), value) is [var result]
            ? result
            : throw new NotMappedException($"has the activation '{layer}', which cannot be mapped");
    }

    private static Onnx.Proto.AttributeProto Alpha(LayerConfig? arguments, double standard) =>
        OnnxAttribute.Of("alpha", (float)(arguments?.Number("alpha") ?? standard));

    private static double Slope(LayerCall call, LayerConfig? arguments) =>
        arguments?.Number("negative_slope") ?? arguments?.Number("alpha") ?? (call.IsKeras2 ? 0.3 : 0.2);

    private static double Threshold(LayerConfig? arguments) => arguments?.Number("threshold") ?? 0.5;

    private static string HardSigmoid(LayerCall call, string x)
    {
        var (alpha, beta) = HardSigmoidOf(call);
        return call.Graph.Node("HardSigmoid", [x], OnnxAttribute.Of("alpha", alpha), OnnxAttribute.Of("beta", beta));
    }

    /// <summary>Keras 2 has clip(0.2 x + 0.5, 0, 1), Keras 3 has relu6(x + 3) / 6.</summary>
    public static (float Alpha, float Beta) HardSigmoidOf(LayerCall call) =>
        call.IsKeras2 ? (0.2f, 0.5f) : (1f / 6, 0.5f);

    private static string Shrink(GraphWriter graph, string x, double threshold, double bias) =>
        graph.Node("Shrink", [x], OnnxAttribute.Of("lambd", (float)threshold), OnnxAttribute.Of("bias", (float)bias));

    // (x + sqrt(x² + b)) / 2
    private static string SquarePlus(GraphWriter graph, KerasTensor value, string x, double b)
    {
        var root = graph.Node("Sqrt", [graph.Node("Add", [graph.Node("Mul", [x, x]), graph.Scalar(value.Type, b)])]);
        return graph.Node("Mul", [graph.Node("Add", [x, root]), graph.Scalar(value.Type, 0.5)]);
    }

    // 0 up to -1, x from 1, (x + 1)² / 4 between.
    private static string SparsePlus(GraphWriter graph, KerasTensor value, string x)
    {
        var one = graph.Scalar(value.Type, 1);
        var inside = Clip(graph, value, graph.Node("Add", [x, one]), 0, 2);
        var square = graph.Node("Mul", [graph.Node("Mul", [inside, inside]), graph.Scalar(value.Type, 0.25)]);
        return graph.Node("Where", [graph.Node("Greater", [x, one]), x, square]);
    }

    private static KerasTensor ThresholdOf(GraphWriter graph, KerasTensor value, LayerConfig? arguments)
    {
        var bound = arguments?.Number("threshold") ?? arguments?.Number("threshold_value") ?? 0;
        var standard = arguments?.Number("value") ?? arguments?.Number("default_value") ?? 0;
        return GraphWriter.Map(
            value,
            x =>
                graph.Node(
                    "Where",
                    [graph.Node("Greater", [x, graph.Scalar(value.Type, bound)]), x, graph.Scalar(value.Type, standard)]
                )
        );
    }

    private static KerasTensor Glu(GraphWriter graph, KerasTensor value, int axis)
    {
        var halves = graph.Nodes(
            "Split",
            2,
            [graph.Plain(value)],
            OnnxAttribute.Of("axis", (long)axis),
            OnnxAttribute.Of("num_outputs", 2L)
        );
        var shape = value.Shape.ToArray();
        var at = axis < 0 ? axis + shape.Length : axis;
        shape[at] /= 2;
        return new KerasTensor(value.Type, shape)
        {
            Plain = graph.Node("Mul", [halves[0], graph.Node("Sigmoid", [halves[1]])]),
        };
    }
}
