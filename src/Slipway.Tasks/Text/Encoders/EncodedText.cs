using Slipway.Tasks.Tokenizers;

namespace Slipway.Tasks.Text.Encoders;

/// <summary>
/// A text as tokens: those of the text itself, which may be cut into windows, and those that stand before and after each
/// window. Immutable once made.
/// </summary>
internal sealed class EncodedText
{
    /// <summary>What the offsets are of.</summary>
    public required string Text { get; init; }

    /// <summary>Tokens in front of every window, such as [CLS], or a question.</summary>
    public TokenRun Before { get; init; } = TokenRun.Empty;

    public required TokenRun Body { get; init; }

    /// <summary>Tokens behind every window, such as [SEP].</summary>
    public TokenRun After { get; init; } = TokenRun.Empty;

    /// <summary>Where each token of the body stands in the text, in UTF-16 code units.</summary>
    public required IReadOnlyList<TextSpan> Offsets { get; init; }

    /// <summary>The number of the word of which each token of the body is a part; -1 of one that is none's.</summary>
    public required IReadOnlyList<int> Words { get; init; }

    /// <summary>Tokens of a row that holds no token of the body.</summary>
    public int Frame => Before.Count + After.Count;

    public int Count => Body.Count;

    /// <summary>Whether a word begins with this token of the body.</summary>
    public bool IsWordStart(int token)
    {
        if (token == 0 || Words[token] != Words[token - 1] || Words[token] < 0)
            return true;
        // Some tokenizers know no words, or take a whole text for one.
        var before = Offsets[token - 1].End;
        var start = Offsets[token].Start;
        return start > before
            || (start < Text.Length && char.IsWhiteSpace(Text[start]))
            || (before > 0 && start == before && char.IsWhiteSpace(Text[before - 1]));
    }

    /// <summary>Whether a sentence may end before this token of the body.</summary>
    public bool IsSentenceStart(int token)
    {
        if (token == 0)
            return true;
        if (!IsWordStart(token))
            return false;
        var end = Offsets[token - 1].End;
        if (end > 0 && EndsSentence(Text[end - 1]))
            return true;
        return Text.AsSpan(end, Math.Max(0, Offsets[token].Start - end)).Contains('\n');
    }

    private static bool EndsSentence(char c) =>
        c is '.' or '!' or '?' or '…' or '\u3002' or '\uff01' or '\uff1f' or '\u061f' or '\u0964' or '\n';
}

/// <summary>Tokens as a model takes them; both arrays have one element for each.</summary>
/// <param name="Ids">Rows of the model's table.</param>
/// <param name="TypeIds">The segment that each is of.</param>
internal sealed record TokenRun(int[] Ids, int[] TypeIds)
{
    public static TokenRun Empty { get; } = new([], []);

    /// <summary>Ids of the characters of each token, one after the other, so many for each; empty where there are none.</summary>
    public int[] Characters { get; init; } = [];

    public int Count => Ids.Length;
}
