using System.Text.Json.Serialization;

namespace Slipway.Tasks.Text.Options;

/// <summary>
/// What the section of every text task in <c>model.yaml</c> may say; everything is optional. The setters are there for
/// source-generated JSON, which would lose the defaults of <c>init</c> properties.
/// </summary>
public abstract class TextOptions
{
    /// <summary>The largest window and limit that are accepted: beyond it lies a slip of the finger.</summary>
    internal const int MostTokens = 1_000_000;

    /// <summary>
    /// The tokenizer's file, or the folder with its files, in the package. Default: <c>tokenizer.json</c> and the other files
    /// that are known, beside the model.
    /// </summary>
    public string? Tokenizer { get; set; }

    /// <summary>Whether the model takes subwords or words. Default: words where it has an input <c>words</c>.</summary>
    public TextVocabulary Vocabulary { get; set; }

    /// <summary>
    /// Tokens that the model sees at once, special ones included. Default: the least of what the model's and the tokenizer's
    /// files say, else 512.
    /// </summary>
    public int? MaxLength { get; set; }

    /// <summary>Tokens that a window of a long text has in common with the one before. Default: a quarter, at most 128.</summary>
    public int? Stride { get; set; }

    /// <summary>Characters of a text at most, in UTF-16 code units. Default 2,000,000.</summary>
    public int MaxCharacters { get; set; } = 2_000_000;

    /// <summary>Where short rows are filled up. Default right.</summary>
    public PaddingSide PaddingSide { get; set; }

    /// <summary>
    /// Names of inputs that are called otherwise than usual: <c>input_ids</c>, <c>attention_mask</c>, <c>token_type_ids</c>,
    /// <c>position_ids</c>, <c>chars</c>, <c>lengths</c>.
    /// </summary>
    public Dictionary<string, string> Inputs { get; set; } = [];

    /// <summary>The output with the model's answer. Default: the one that is called as usual, or the only one.</summary>
    public string? Output { get; set; }
}

/// <summary>Of what a text is made for a model.</summary>
public enum TextVocabulary
{
    [JsonStringEnumMemberName("auto")]
    Auto,

    [JsonStringEnumMemberName("subwords")]
    Subwords,

    [JsonStringEnumMemberName("words")]
    Words,
}

/// <summary>Values of <see cref="TextOptions.PaddingSide"/>.</summary>
public enum PaddingSide
{
    [JsonStringEnumMemberName("right")]
    Right,

    [JsonStringEnumMemberName("left")]
    Left,
}

/// <summary>What is done with texts that the model cannot see at once.</summary>
public enum LongTexts
{
    /// <summary>They are cut into windows, and what the model says of each is averaged, by their tokens.</summary>
    [JsonStringEnumMemberName("average")]
    Average,

    /// <summary>Only their beginning counts.</summary>
    [JsonStringEnumMemberName("truncate")]
    Truncate,
}
