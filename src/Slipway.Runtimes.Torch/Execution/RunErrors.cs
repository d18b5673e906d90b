using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Torch.Loading;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>What libtorch says of a run that failed, as our errors.</summary>
internal static class RunErrors
{
    private const int LongestWords = 600;

    public static ServingException From(string model, Exception error)
    {
        var text = TorchMessage.Of(error.Message, LongestWords);
        var memory = text.Contains("allocate memory", StringComparison.Ordinal);
        return new ServingException(
            memory ? ServingErrorCode.ResourceExhausted : ServingErrorCode.Unknown,
            $"Model '{model}' failed on this input: {text} Check the values, shapes and types of the inputs; 'inputs:' in "
                + "model.yaml sets types that were inferred wrongly.",
            error
        );
    }

    public static ServingException OtherOutputs(string model, int count, IReadOnlyList<TensorSpec> outputs) =>
        ServingException.Internal(
            $"Model '{model}' returned {count} outputs, and {outputs.Count} are known of it: "
                + $"{string.Join(", ", outputs.Select(output => output.Name))}. A model's outputs must be as many each time."
        );
}
