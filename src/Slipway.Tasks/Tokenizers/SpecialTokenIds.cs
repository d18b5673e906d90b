namespace Slipway.Tasks.Tokenizers;

/// <summary>Ids of the tokens with a role, where the tokenizer's files tell them.</summary>
public sealed record SpecialTokenIds
{
    public int? Pad { get; init; }

    public int? Unknown { get; init; }

    public int? Mask { get; init; }

    /// <summary>The token that stands for the whole text, in front of it.</summary>
    public int? Classification { get; init; }

    public int? Separator { get; init; }

    public int? BeginOfText { get; init; }

    public int? EndOfText { get; init; }
}
