using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>The <c>token-classification:</c> section of <c>model.yaml</c>.</summary>
public sealed class TokenClassificationOptions : TextOptions
{
    /// <summary>
    /// The labels in the model's order (<c>O</c>, <c>B-PER</c>, …). Default: <c>id2label</c> of <c>config.json</c>, else the
    /// labels of the output in <c>model.yaml</c>.
    /// </summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>What becomes of the tokens of a word, where a request does not say. Default first.</summary>
    public Aggregation Aggregation { get; set; } = Aggregation.First;

    /// <summary>Whether only sequences of tags that their scheme allows are told. Default true.</summary>
    public bool Constrained { get; set; } = true;

    /// <summary>
    /// A JSON file in the package with what the model was trained to add from tag to tag. Default <c>transitions.json</c>
    /// where there is one.
    /// </summary>
    public string? Transitions { get; set; }

    /// <summary>Labels that are told as nothing, besides <c>O</c>.</summary>
    public List<string> IgnoreLabels { get; set; } = [];

    /// <summary>Entities below it are not told, where a request does not say. Default 0: all are.</summary>
    public double MinScore { get; set; }
}
