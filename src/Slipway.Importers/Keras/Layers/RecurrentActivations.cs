using Slipway.Importers.Keras.Graph;
using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Keras.Layers;

/// <summary>The activations inside recurrent operators, which have a list of their own in ONNX.</summary>
internal static class RecurrentActivations
{
    public static List<AttributeProto> Attributes(LayerCall call, IReadOnlyList<string> names)
    {
        var functions = new List<string>();
        var alphas = new List<float>();
        var betas = new List<float>();
        foreach (var name in names)
        {
            var (function, alpha, beta) = Find(call, name);
            functions.Add(function);
            // Each value goes to the next function that takes one.
            if (alpha is { } a)
                alphas.Add(a);
            if (beta is { } b)
                betas.Add(b);
        }

        var attributes = new List<AttributeProto> { OnnxAttribute.Of("activations", functions) };
        if (alphas.Count > 0)
            attributes.Add(OnnxAttribute.Of("activation_alpha", alphas));
        if (betas.Count > 0)
            attributes.Add(OnnxAttribute.Of("activation_beta", betas));
        return attributes;
    }

    private static (string Function, float? Alpha, float? Beta) Find(LayerCall call, string name)
    {
        switch (name)
        {
            case "tanh":
                return ("Tanh", null, null);
            case "sigmoid":
                return ("Sigmoid", null, null);
            case "relu":
                return ("Relu", null, null);
            case "softsign":
                return ("Softsign", null, null);
            case "softplus":
                return ("Softplus", null, null);
            case "elu":
                return ("Elu", 1, null);
            case "linear":
                return ("Affine", 1, 0);
            case "hard_sigmoid":
                var (alpha, beta) = Activations.HardSigmoidOf(call);
                return ("HardSigmoid", alpha, beta);
            default:
                throw new NotMappedException($"has the activation '{name}' inside a recurrence");
        }
    }
}
