using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Serving.Inference.Classification;

/// <summary>
/// Triton's "Classification Extension": a requested output with the parameter <c>classification: k</c> comes as BYTES,
/// the k highest values each as <c>value:index[:label]</c>. Beneath the codecs, so every form of a message has it.
/// </summary>
internal static class OutputClassification
{
    public const string Parameter = "classification";

    // The texts of one answer are bounded, whatever k and the batch are.
    private const long MostClasses = 1_000_000;

    /// <summary>Whether any output is asked for as classes.</summary>
    /// <exception cref="ServingException">
    /// InvalidArgument, naming the output and the remedy, for what cannot be answered: before anything is computed.
    /// </exception>
    public static bool IsAsked(InferenceRequest request, string model, ModelSignature signature)
    {
        var isAsked = false;
        foreach (var (name, parameters) in request.Outputs)
        {
            if (parameters is null || !parameters.TryGet(Parameter, out var value))
                continue;
            isAsked = true;
            if (value.AsInt64 is not > 0 && value.AsUInt64 is not > 0)
            {
                throw ServingException.InvalidArgument(
                    $"Model '{model}', output '{name}': parameter '{Parameter}' is '{value}'; it must be a whole number "
                        + "from 1 on, how many classes to return."
                );
            }

            if (signature.FindOutput(name) is { } spec && !CanRank(spec.DataType))
            {
                throw ServingException.InvalidArgument(
                    $"Model '{model}', output '{name}': a {spec.DataType.Name()} output cannot be returned as classes; "
                        + $"leave parameter '{Parameter}' out."
                );
            }
        }

        return isAsked;
    }

    /// <summary>Replaces the outputs that were asked for as classes. Where this throws the response is disposed.</summary>
    /// <param name="request">What was asked, checked.</param>
    /// <param name="response">What the model computed.</param>
    /// <param name="model">For messages.</param>
    /// <param name="signature">Of the version that answered; has the labels.</param>
    /// <param name="maxBatchSize">
    /// What the configuration says; over 0 the first dimension is a batch, each row ranked by itself. Null: it is one
    /// where the signature leaves the first dimension of every tensor free.
    /// </param>
    /// <exception cref="ServingException">InvalidArgument where the answer would be too large.</exception>
    public static void Apply(
        InferenceRequest request,
        InferenceResponse response,
        string model,
        ModelSignature signature,
        int? maxBatchSize
    )
    {
        for (var i = 0; i < request.Outputs.Count; i++)
        {
            var (name, parameters) = request.Outputs[i];
            if (parameters is null || !parameters.TryGet(Parameter, out var count))
                continue;
            try
            {
                var index = response.Outputs.FindIndex(output => output.Name == name);
                if (index < 0)
                    continue;
                var output = response.Outputs[index];
                var hasBatch = maxBatchSize is { } most ? most > 0 : FirstDimensionIsFree(signature);
                var labels = signature.FindOutput(name)?.Labels ?? [];
                var classes = Classes(output, count.AsInt64 ?? long.MaxValue, hasBatch, labels, model);
                response.Outputs[index] = output with { Tensor = classes };
                output.Tensor.Dispose();
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }

    private static Tensor Classes(
        NamedTensor output,
        long wanted,
        bool hasBatch,
        IReadOnlyList<string> labels,
        string model
    )
    {
        var tensor = output.Tensor;
        hasBatch = hasBatch && tensor.Shape.Rank > 0;
        var rows = hasBatch ? tensor.Shape[0] : 1;
        var width = rows == 0 ? 0 : tensor.ElementCount / rows;
        var count = Math.Min(wanted, width);
        if (rows * count > MostClasses)
        {
            throw ServingException.InvalidArgument(
                $"Model '{model}', output '{output.Name}': {rows} rows of {count} classes are over the limit of "
                    + $"{MostClasses} in one answer; ask for fewer with '{Parameter}'."
            );
        }

        return ClassTensor.Create(tensor, (int)rows, (int)width, (int)count, hasBatch, labels);
    }

    private static bool CanRank(DataType type) =>
        type is not (DataType.Bytes or DataType.Bool or DataType.Fp16 or DataType.BF16);

    private static bool FirstDimensionIsFree(ModelSignature signature) =>
        signature.Inputs.All(IsFree) && signature.Outputs.All(IsFree);

    private static bool IsFree(TensorSpec spec) =>
        !spec.HasUnknownRank && spec.Shape is { Rank: > 0 } && spec.Shape[0] < 0;
}
