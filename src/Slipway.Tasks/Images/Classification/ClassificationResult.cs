namespace Slipway.Tasks.Images.Classification;

/// <summary>The labels of an image, the likeliest first.</summary>
internal sealed record ClassificationResult(IReadOnlyList<LabelScore> Labels);

/// <summary>A label and how likely it is, 0 to 1.</summary>
internal sealed record LabelScore(string Label, float Score);
