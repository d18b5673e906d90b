using System.Text.Json.Serialization;
using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.TextClassification;

/// <summary>The <c>text-classification:</c> section of <c>model.yaml</c>.</summary>
public sealed class TextClassificationOptions : TextOptions
{
    /// <summary>
    /// The labels in the model's order. Default: <c>id2label</c> of <c>config.json</c>, else the labels of the output in
    /// <c>model.yaml</c> or in the model, else <c>LABEL_0</c>, …
    /// </summary>
    public List<string> Labels { get; set; } = [];

    /// <summary>
    /// What the scores say. Default: <c>problem_type</c> of <c>config.json</c>, else multi-label where there is one score, else
    /// single-label.
    /// </summary>
    public ProblemType ProblemType { get; set; }

    /// <summary>
    /// What makes scores of the model's output. Default: softmax of single labels, sigmoid of multi-label, nothing of
    /// regression and of an output called <c>probabilities</c>.
    /// </summary>
    public Activation Activation { get; set; }

    /// <summary>The least score of a label of several that is told, where a request does not say. Default 0.5.</summary>
    public double Threshold { get; set; } = 0.5;

    /// <summary>Labels that are told, the best first, where a request does not say. Default 5.</summary>
    public int TopK { get; set; } = 5;

    /// <summary>What is done with texts that the model cannot see at once. Default average.</summary>
    public LongTexts LongTexts { get; set; }
}

/// <summary>What a model's scores say.</summary>
public enum ProblemType
{
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("single-label")]
    SingleLabel,

    [JsonStringEnumMemberName("multi-label")]
    MultiLabel,

    [JsonStringEnumMemberName("regression")]
    Regression,
}

/// <summary>What makes scores of a model's output.</summary>
public enum Activation
{
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("softmax")]
    Softmax,

    [JsonStringEnumMemberName("sigmoid")]
    Sigmoid,

    [JsonStringEnumMemberName("none")]
    None,
}
