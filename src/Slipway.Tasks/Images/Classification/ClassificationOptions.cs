using Slipway.Tasks.Images.Options;
using Slipway.Tasks.Images.Requests;

namespace Slipway.Tasks.Images.Classification;

/// <summary>The section <c>image-classification:</c> of <c>model.yaml</c>. Everything that something else says is optional.</summary>
public sealed class ClassificationOptions : ImageOptions
{
    /// <summary>Labels in an answer where the caller does not say, 1 or more. Default 5.</summary>
    public int TopK { get; set; } = 5;

    /// <summary>
    /// What makes scores of the model's output. Default: what <c>config.json</c> says of an exported transformer; without one
    /// it must be said.
    /// </summary>
    public ScoreFunction? Scores { get; set; }

    /// <summary>The output that holds a number for each class. Default: the only one, or <c>logits</c>.</summary>
    public string? Output { get; set; }
}
