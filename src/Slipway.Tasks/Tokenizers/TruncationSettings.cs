namespace Slipway.Tasks.Tokenizers;

/// <summary>Which of two texts gives up tokens where both together are too long.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, until both fit.</summary>
    LongestFirst,

    /// <summary>Only the first text; an error where it alone cannot give up enough.</summary>
    OnlyFirst,

    /// <summary>Only the second text; an error where there is none, or where it cannot give up enough.</summary>
    OnlySecond,
}

/// <summary>How too long an encoding is cut into windows.</summary>
public sealed record TruncationSettings
{
    /// <summary>No limit, also where the tokenizer's file states one.</summary>
    public static TruncationSettings None { get; } = new() { MaxLength = int.MaxValue };

    /// <summary>Tokens in a window, special tokens included; at least 1.</summary>
    public required int MaxLength { get; init; }

    /// <summary>Tokens that a window has in common with the one before it; less than a window's own tokens.</summary>
    public int Stride { get; init; }

    public TruncationStrategy Strategy { get; init; } = TruncationStrategy.LongestFirst;

    /// <summary>The first window holds the text's end, and the following go towards its start.</summary>
    public bool FromLeft { get; init; }
}
