using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// Keys under <c>parameters</c> of <c>model.yaml</c> that say which output is which, where a model's own names and
/// types do not.
/// </summary>
public static class ResultParameters
{
    public const string Classes = "classify_classes";
    public const string Scores = "classify_scores";
    public const string Regression = "regress_output";
}

/// <summary>What choosing outputs for classification and regression has in common.</summary>
internal sealed class ResultOutputs(
    string model,
    ModelSignature signature,
    IReadOnlyDictionary<string, string> parameters
)
{
    public IReadOnlyList<TensorSpec> All => signature.Outputs;

    public static bool IsFloat(TensorSpec spec) =>
        spec.DataType is DataType.Fp16 or DataType.BF16 or DataType.Fp32 or DataType.Fp64;

    /// <summary>The output that the package declares for a role, or else the one of the protocol's name, or null.</summary>
    /// <exception cref="ServingException">InvalidArgument where the declared one is none of the model's.</exception>
    public TensorSpec? Named(string parameter, string protocolName)
    {
        if (!parameters.TryGetValue(parameter, out var declared))
            return signature.FindOutput(protocolName);
        return signature.FindOutput(declared)
            ?? throw Invalid(
                $"its model.yaml has the parameter '{parameter}' with '{declared}', which is no output. "
                    + $"Its outputs: {Names()}."
            );
    }

    public ServingException Invalid(string message) => ServingException.InvalidArgument($"Model '{model}': {message}");

    public string Names() => string.Join(", ", signature.Outputs);
}
