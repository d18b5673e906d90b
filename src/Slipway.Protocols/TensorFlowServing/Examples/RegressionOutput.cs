using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;

namespace Slipway.Protocols.TensorFlowServing.Examples;

/// <summary>
/// Which output of a model is the value of a regression: the one that <c>model.yaml</c> names
/// (<see cref="ResultParameters.Regression"/>), else the one called <c>outputs</c>, TensorFlow's own name, else the only
/// float output of shape [batch] or [batch, 1]. Immutable.
/// </summary>
public sealed class RegressionOutput
{
    private readonly ResultOutputs _outputs;

    private RegressionOutput(ResultOutputs outputs, string name)
    {
        (_outputs, Name) = (outputs, name);
    }

    /// <summary>The output to ask for.</summary>
    public string Name { get; }

    /// <param name="model">The model's name, for messages.</param>
    /// <param name="signature">Its signature.</param>
    /// <param name="parameters"><c>parameters</c> of its <c>model.yaml</c>.</param>
    /// <exception cref="ServingException">InvalidArgument where the model leaves it open; says how to settle it.</exception>
    public static RegressionOutput Of(
        string model,
        ModelSignature signature,
        IReadOnlyDictionary<string, string> parameters
    )
    {
        var outputs = new ResultOutputs(model, signature, parameters);
        if (outputs.Named(ResultParameters.Regression, "outputs") is { } named)
        {
            return ResultOutputs.IsFloat(named)
                ? new RegressionOutput(outputs, named.Name)
                : throw outputs.Invalid($"its output for a regression, '{named}', is not of floats; use :predict.");
        }

        TensorSpec[] candidates = [.. outputs.All.Where(spec => ResultOutputs.IsFloat(spec) && IsOnePerExample(spec))];
        return candidates.Length switch
        {
            1 => new RegressionOutput(outputs, candidates[0].Name),
            0 => throw outputs.Invalid(
                "it has no output for a regression (floats, [batch] or [batch, 1]). "
                    + $"Its outputs: {outputs.Names()}. Use :predict."
            ),
            _ => throw outputs.Invalid(
                "several outputs could be the value of a regression: "
                    + $"{string.Join(", ", candidates.Select(spec => spec.ToString()))}. Name it in model.yaml "
                    + $"(parameters: {ResultParameters.Regression})."
            ),
        };
    }

    /// <summary>One value for each example.</summary>
    /// <exception cref="ServingException">InvalidArgument where the output has not the shape that is asked for.</exception>
    public float[] Read(InferenceResponse response, int examples)
    {
        var tensor = response.Outputs.Find(output => output.Name == Name).Tensor;
        var isOnePerExample = tensor.Shape.Rank == 1 || (tensor.Shape.Rank == 2 && tensor.Shape[1] == 1);
        if (!isOnePerExample || tensor.Shape[0] != examples)
        {
            throw _outputs.Invalid(
                $"its output '{Name}' came in the shape {tensor.Shape} for {examples} examples; a regression needs "
                    + "[batch] or [batch, 1]. Use :predict."
            );
        }

        var values = new float[examples];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = FloatElements.At(tensor, i);
        }

        return values;
    }

    private static bool IsOnePerExample(TensorSpec spec) =>
        spec.HasUnknownRank || spec.Shape.Rank == 1 || (spec.Shape.Rank == 2 && spec.Shape[1] is 1 or -1);
}
