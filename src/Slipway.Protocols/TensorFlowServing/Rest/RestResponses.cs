using Slipway.Errors;
using Slipway.Inference;
using Slipway.Protocols.TensorFlowServing.Examples;
using Slipway.Protocols.TensorFlowServing.Rest.Writing;

namespace Slipway.Protocols.TensorFlowServing.Rest;

/// <summary>Encodes the answers of TensorFlow Serving's RESTful API.</summary>
public static class RestResponses
{
    /// <summary>
    /// The answer to a predict request: <c>predictions</c> for the row form, <c>outputs</c> for the columnar form.
    /// </summary>
    /// <param name="response">Stays the caller's and must live until the result is written.</param>
    /// <param name="form">The form of the request.</param>
    /// <param name="withPredictions">
    /// Whether the columnar answer has <c>predictions</c> besides, which clients of KServe V1 read: by row where the
    /// outputs have a batch, else as in <c>outputs</c>.
    /// </param>
    /// <exception cref="ServingException">
    /// InvalidArgument where there is no output, or where the row form cannot show them: one without a batch dimension, or
    /// several of different batch sizes.
    /// </exception>
    public static EncodedJson Predict(InferenceResponse response, PredictForm form, bool withPredictions = false)
    {
        var outputs = response.Outputs;
        if (outputs.Count == 0)
            throw ServingException.InvalidArgument($"Model '{response.ModelName}' has no output to answer with.");
        if (form == PredictForm.Row)
        {
            if (Mismatch(outputs) is { } mismatch)
            {
                throw ServingException.InvalidArgument(
                    $"Model '{response.ModelName}': {mismatch}, so its answer has no rows; send the request with "
                        + "'inputs' instead of 'instances'."
                );
            }

            var rows = new PredictionsJson("predictions", outputs, byRow: true);
            return new EncodedJson(new ObjectJson(rows), rows.EstimatedLength);
        }

        var columns = new PredictionsJson("outputs", outputs, byRow: false);
        if (!withPredictions)
            return new EncodedJson(new ObjectJson(columns), columns.EstimatedLength);
        var predictions = new PredictionsJson("predictions", outputs, byRow: Mismatch(outputs) is null);
        return new EncodedJson(
            new ObjectJson(columns, predictions),
            columns.EstimatedLength + predictions.EstimatedLength
        );
    }

    /// <summary>The answer to an explain request of KServe V1, by row where the outputs have a batch.</summary>
    /// <param name="response">Stays the caller's and must live until the result is written.</param>
    /// <param name="form">The form of the request.</param>
    public static EncodedJson Explain(InferenceResponse response, PredictForm form)
    {
        var byRow = form == PredictForm.Row && response.Outputs.Count > 0 && Mismatch(response.Outputs) is null;
        var json = new PredictionsJson("explanations", response.Outputs, byRow);
        return new EncodedJson(new ObjectJson(json), json.EstimatedLength);
    }

    /// <summary>The answer to a classify request.</summary>
    /// <param name="result">Its response must live until the result is written.</param>
    public static EncodedJson Classify(ClassificationResult result)
    {
        var json = new ClassificationsJson(result);
        return new EncodedJson(new ObjectJson(json), json.EstimatedLength);
    }

    /// <summary>The answer to a regress request.</summary>
    public static EncodedJson Regress(float[] values)
    {
        var json = new RegressionsJson(values);
        return new EncodedJson(new ObjectJson(json), json.EstimatedLength);
    }

    private static string? Mismatch(List<NamedTensor> outputs)
    {
        var first = outputs[0];
        foreach (var output in outputs)
        {
            if (output.Tensor.Shape.Rank == 0)
                return $"output '{output.Name}' is a single value without a batch";
            if (output.Tensor.Shape[0] != first.Tensor.Shape[0])
            {
                return $"output '{output.Name}' has the batch size {output.Tensor.Shape[0]} and output "
                    + $"'{first.Name}' has {first.Tensor.Shape[0]}";
            }
        }

        return null;
    }
}
