namespace Slipway.Tasks.Tokenizers;

/// <summary>What the lines of a plain vocabulary are.</summary>
public enum VocabularyUnit
{
    /// <summary>
    /// Words: runs of letters, marks, digits and underscores, and runs of what is neither that nor white space.
    /// </summary>
    Word = 0,

    /// <summary>Code points.</summary>
    Character,
}

/// <summary>How a text becomes tokens of a plain vocabulary: a text file with a token a line, whose id is the line's number from 0.</summary>
public sealed record VocabularyOptions
{
    public VocabularyUnit Unit { get; init; } = VocabularyUnit.Word;

    /// <summary>The line for what the vocabulary does not know; default [UNK], else &lt;unk&gt;.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>The line that fills up; default [PAD], else &lt;pad&gt;.</summary>
    public string? PadToken { get; init; }

    /// <summary>The text is looked up in small letters; the vocabulary is as it is.</summary>
    public bool Lowercase { get; init; }

    /// <summary>Every encoding has exactly so many tokens, filled up behind or cut; null: as many as the text has.</summary>
    public int? Length { get; init; }
}
