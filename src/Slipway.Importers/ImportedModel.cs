using Slipway.Onnx;

namespace Slipway.Importers;

/// <summary>A model that has been turned into ONNX: one graph for each of its signatures.</summary>
/// <param name="Producer">What wrote it, as far as the file says: <c>keras 3.9.2</c>.</param>
/// <param name="Signatures">At least one; the first is the one that is served where a caller names none.</param>
/// <param name="Steps">What became of each layer or kind of operation, in the model's order.</param>
internal sealed record ImportedModel(
    string? Producer,
    IReadOnlyList<ImportedSignature> Signatures,
    IReadOnlyList<ImportStep> Steps
)
{
    /// <summary>What people should know: weights that were left out, what differs from the framework.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>One way to call a model.</summary>
/// <param name="Name">Its name, <c>serving_default</c> where the format has no names.</param>
/// <param name="Graph">Computes it; its inputs and outputs have the names by which callers know them.</param>
internal sealed record ImportedSignature(string Name, OnnxGraphBuilder Graph)
{
    /// <summary>The name of a model's usual signature in TensorFlow.</summary>
    public const string Default = "serving_default";

    /// <summary>TensorFlow's name of what it does.</summary>
    public string Method { get; init; } = "tensorflow/serving/predict";

    /// <summary>Whether the framework takes other shapes than those declared, where the computation does.</summary>
    public bool ShapesAreAdvisory { get; init; }
}

/// <summary>What became of a part of the model.</summary>
/// <param name="Source">The part: a layer with its class, an operation with its count.</param>
/// <param name="Result">What it is now: ONNX operators, or nothing and why.</param>
internal sealed record ImportStep(string Source, string Result);
