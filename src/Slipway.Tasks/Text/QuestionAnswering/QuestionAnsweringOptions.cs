using Slipway.Tasks.Text.Options;

namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>The <c>question-answering:</c> section of <c>model.yaml</c>.</summary>
public sealed class QuestionAnsweringOptions : TextOptions
{
    /// <summary>The output with the scores of where answers begin. Default <c>start_logits</c>.</summary>
    public string? StartOutput { get; set; }

    /// <summary>The output with the scores of where answers end. Default <c>end_logits</c>.</summary>
    public string? EndOutput { get; set; }

    /// <summary>Answers that are told, where a request does not say. Default 1.</summary>
    public int TopK { get; set; } = 1;

    /// <summary>Tokens of an answer at most, where a request does not say. Default 30.</summary>
    public int MaxAnswerTokens { get; set; } = 30;

    /// <summary>Whether that there is no answer is one, where a request does not say. Default false.</summary>
    public bool NoAnswer { get; set; }
}
