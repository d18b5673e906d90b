using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// Which outputs of a model are the classes and the scores of a classification. The first that applies:
/// <list type="number">
/// <item>the outputs that <c>model.yaml</c> names (<see cref="ResultParameters"/>);</item>
/// <item>those called <c>classes</c> and <c>scores</c>, TensorFlow's own names;</item>
/// <item>
/// scores: the only float output [batch, n], or the only one of several that has labels; classes: the only BYTES output
/// [batch, n].
/// </item>
/// </list>
/// One of the two is enough. Labels are the texts of the classes output (integers in decimal), else the labels that the
/// scores output has along its last dimension, else empty; without scores every score is 0. Immutable.
/// </summary>
public sealed class ClassificationOutputs
{
    private readonly ResultOutputs _outputs;
    private readonly TensorSpec? _classes;
    private readonly TensorSpec? _scores;

    private ClassificationOutputs(ResultOutputs outputs, TensorSpec? classes, TensorSpec? scores)
    {
        (_outputs, _classes, _scores) = (outputs, classes, scores);
        Names = [.. new[] { classes, scores }.OfType<TensorSpec>().Select(spec => spec.Name)];
    }

    /// <summary>The outputs to ask for.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <param name="model">The model's name, for messages.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="parameters"><c>parameters</c> of its <c>model.yaml</c>.</param>
    /// <exception cref="ServingException">InvalidArgument where the model leaves it open; says how to settle it.</exception>
    public static ClassificationOutputs Of(
        string model,
        ModelSignature signature,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        var outputs = new ResultOutputs(model, signature, parameters);
        var classes = outputs.Named(ResultParameters.Classes, "classes");
        var scores = outputs.Named(ResultParameters.Scores, "scores");
        if (scores is null && classes is null)
        {
            scores = Only(outputs, [.. outputs.All.Where(spec => ResultOutputs.IsFloat(spec) && IsTable(spec))]);
            TensorSpec[] texts = [.. outputs.All.Where(spec => spec.DataType == DataType.Bytes && IsTable(spec))];
            classes = texts.Length == 1 ? texts[0] : null;
        }

        if (scores is null && classes is null)
        {
            throw outputs.Invalid(
                "it has no output for the scores of a classification (floats, [batch, n]) and none for the classes "
                    + $"(BYTES, [batch, n]). Its outputs: {outputs.Names()}. Use :predict, {Remedy}"
            );
        }

        if (scores is not null && !ResultOutputs.IsFloat(scores))
            throw outputs.Invalid($"its output for the scores, '{scores}', is not of floats; use :predict, {Remedy}");
        if (classes is not null && !IsLabel(classes.DataType))
        {
            throw outputs.Invalid(
                $"its output for the classes, '{classes}', is neither BYTES nor integers; use :predict, {Remedy}"
            );
        }

        return new ClassificationOutputs(outputs, classes, scores);
    }

    /// <summary>Reads the classes of each example out of a response, which must live as long as the result.</summary>
    /// <exception cref="ServingException">InvalidArgument where an output has not the shape that is asked for.</exception>
    public ClassificationResult Read(InferenceResponse response, int examples)
    {
        var classes = Find(response, _classes, examples);
        var scores = Find(response, _scores, examples);
        if (classes is not null && scores is not null && classes.Shape[1] != scores.Shape[1])
        {
            throw _outputs.Invalid(
                $"the classes {classes.Shape} and the scores {scores.Shape} of its answer do not go together; "
                    + "they must have the same shape."
            );
        }

        return new ClassificationResult(classes, scores, _scores?.Labels ?? []);
    }

    private const string Remedy =
        $"or name them in model.yaml (parameters: {ResultParameters.Scores}, {ResultParameters.Classes}).";

    private static bool IsTable(TensorSpec spec) => spec.HasUnknownRank || spec.Shape.Rank == 2;

    private static bool IsLabel(DataType type) =>
        type == DataType.Bytes || type is >= DataType.UInt8 and <= DataType.Int64;

    private static TensorSpec? Only(ResultOutputs outputs, TensorSpec[] candidates)
    {
        if (candidates.Length <= 1)
            return candidates.FirstOrDefault();
        TensorSpec[] labelled = [.. candidates.Where(spec => spec.Labels.Count > 0)];
        return labelled.Length == 1
            ? labelled[0]
            : throw outputs.Invalid(
                "several outputs could be the scores of a classification: "
                    + $"{string.Join(", ", candidates.Select(spec => spec.ToString()))}. Give one of them labels in "
                    + $"model.yaml, or name it there (parameters: {ResultParameters.Scores})."
            );
    }

    private Tensor? Find(InferenceResponse response, TensorSpec? spec, int examples)
    {
        if (spec is null)
            return null;
        var tensor = response.Outputs.Find(output => output.Name == spec.Name).Tensor;
        return tensor.Shape.Rank == 2 && tensor.Shape[0] == examples
            ? tensor
            : throw _outputs.Invalid(
                $"its output '{spec.Name}' came in the shape {tensor.Shape} for {examples} examples; a classification "
                    + "needs [batch, classes]. Use :predict."
            );
    }
}
