namespace Slipway.Tasks.Text.TextClassification;

/// <summary>A text, or a pair of texts, whose class is asked for.</summary>
internal sealed class TextClassificationItem
{
    public required string Text { get; set; }

    public string? TextPair { get; set; }

    public int? TopK { get; set; }

    public double? Threshold { get; set; }
}

/// <summary>The classes of a text, the best first.</summary>
/// <param name="Label">The best; null where several may be true, or where the answer is a number.</param>
/// <param name="Score">Its score, or the number that is the answer.</param>
/// <param name="Labels">What was asked for; null where the answer is one number.</param>
internal sealed record TextClassificationResult(string? Label, float? Score, IReadOnlyList<LabelScore>? Labels);

/// <summary>A class and its score, here and in Hugging Face's form.</summary>
internal sealed record LabelScore(string Label, float Score);
