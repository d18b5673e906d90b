namespace Slipway.Tasks.Text.FillMask;

/// <summary>A text with masks in it.</summary>
internal sealed class FillMaskItem
{
    public required string Text { get; set; }

    public int? TopK { get; set; }

    /// <summary>The tokens to choose from; null for all.</summary>
    public string[]? Targets { get; set; }

    public OffsetKind Offsets { get; set; }
}

/// <summary>What may stand in place of each mask, in the order of the text.</summary>
internal sealed record FillMaskResult(IReadOnlyList<FilledMask> Masks);

/// <summary>One mask.</summary>
internal sealed record FilledMask(int Start, int End, IReadOnlyList<Filling> Fillings);

/// <summary>What may stand there.</summary>
/// <param name="Text">The token as it reads.</param>
/// <param name="Token">Its id.</param>
/// <param name="Score">From 0 to 1, among all tokens or the targets.</param>
/// <param name="Sequence">The text with it in place of this mask.</param>
internal sealed record Filling(string Text, int Token, float Score, string Sequence);

/// <summary>The same as the pipeline of transformers gives it.</summary>
internal sealed record PipelineFilling(float Score, int Token, string TokenStr, string Sequence);
