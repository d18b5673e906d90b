using Slipway.Errors;
using Slipway.Inference;

namespace Slipway.Tasks.Tabular.Answers;

/// <summary>The outputs of one call, held against the rows that went in.</summary>
internal sealed class OutputTensors(InferenceResponse response, int rows)
{
    /// <exception cref="ServingException">Internal: the model did not give a row for each.</exception>
    public TensorValues Find(string name)
    {
        foreach (var output in response.Outputs)
        {
            if (output.Name != name)
                continue;
            var values = new TensorValues(output.Tensor);
            return values.Rows == rows
                ? values
                : throw ServingException.Internal(
                    $"The model answered {rows} rows with {values.Rows} of '{name}'; a row for each is due."
                );
        }

        throw ServingException.Internal($"The model did not give the output '{name}'.");
    }
}
