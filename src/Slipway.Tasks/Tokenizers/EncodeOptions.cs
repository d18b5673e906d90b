namespace Slipway.Tasks.Tokenizers;

/// <summary>What one call of <see cref="Tokenizer.Encode"/> wants otherwise than the tokenizer's file says.</summary>
public sealed record EncodeOptions
{
    /// <summary>The post-processor's special tokens ([CLS], [SEP], …) are added; default true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>Null: as the tokenizer's file says. <see cref="TruncationSettings.None"/> takes texts of any length.</summary>
    public TruncationSettings? Truncation { get; init; }

    /// <summary>Null: as the tokenizer's file says. <see cref="PaddingSettings.None"/> pads nothing.</summary>
    public PaddingSettings? Padding { get; init; }
}
