namespace Slipway.Models;

/// <summary>
/// The inputs and outputs of a model, in its own order, and what other ways there are to call it: a model of TensorFlow
/// may have several signatures, each with inputs and outputs of its own. Immutable.
/// </summary>
public sealed class ModelSignature
{
    /// <summary>What TensorFlow calls the signature that a caller means who names none.</summary>
    public const string DefaultName = "serving_default";

    /// <summary>What TensorFlow calls it where a signature answers with its outputs as they are.</summary>
    public const string PredictMethod = "tensorflow/serving/predict";

    public ModelSignature(IReadOnlyList<TensorSpec> inputs, IReadOnlyList<TensorSpec> outputs)
    {
        Inputs = inputs;
        Outputs = outputs;
    }

    public IReadOnlyList<TensorSpec> Inputs { get; }

    public IReadOnlyList<TensorSpec> Outputs { get; }

    public string Name { get; init; } = DefaultName;

    /// <summary>TensorFlow's name of what it is for: predict, classify or regress.</summary>
    public string Method { get; init; } = PredictMethod;

    /// <summary>The further signatures of the model, which have none themselves; nearly always empty.</summary>
    public IReadOnlyList<ModelSignature> Others { get; init; } = [];

    public TensorSpec? FindInput(string name) => Find(Inputs, name);

    public TensorSpec? FindOutput(string name) => Find(Outputs, name);

    /// <summary>
    /// The signature that a caller means: this one where <paramref name="name"/> is null, empty, or a default's name that
    /// no signature has; else the one of that name, else the first that is for the method of that name; else null.
    /// </summary>
    public ModelSignature? Find(string? name)
    {
        if (string.IsNullOrEmpty(name) || name == Name)
            return this;
        if (Others.FirstOrDefault(other => other.Name == name) is { } named)
            return named;
        return name == DefaultName || name == Method ? this : Others.FirstOrDefault(other => other.Method == name);
    }

    // Signatures are short; a walk costs less than hashing the name.
    private static TensorSpec? Find(IReadOnlyList<TensorSpec> specs, string name)
    {
        for (var i = 0; i < specs.Count; i++)
        {
            if (specs[i].Name == name)
                return specs[i];
        }

        return null;
    }
}
