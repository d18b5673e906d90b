namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>A question to a text.</summary>
internal sealed class QuestionAnsweringItem
{
    public required string Question { get; set; }

    public required string Context { get; set; }

    public int? TopK { get; set; }

    public int? MaxAnswerTokens { get; set; }

    public bool? NoAnswer { get; set; }

    public OffsetKind Offsets { get; set; }
}

/// <summary>The answers that the text gives, the best first.</summary>
internal sealed record QuestionAnsweringResult(IReadOnlyList<FoundAnswer> Answers);

/// <summary>A part of the text; an empty one says that the text has no answer.</summary>
internal sealed record FoundAnswer(string Answer, int Start, int End, float Score);

/// <summary>The same as the pipeline of transformers gives it.</summary>
internal sealed record PipelineAnswer(float Score, int Start, int End, string Answer);
