using Slipway.Tasks.Tokenizers.Unicode;

namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary><c>\w+|[^\w\s]+</c>: words, and runs of what is neither word nor white space.</summary>
internal sealed class WordPattern : TextPattern
{
    public static WordPattern Instance { get; } = new();

    public override void ForEachMatch<TState>(ReadOnlySpan<char> text, ref TState state, MatchFound<TState> found)
    {
        var start = 0;
        var kind = Kind.Space;
        for (int at = 0, length; at < text.Length; at += length)
        {
            System.Text.Rune.DecodeFromUtf16(text[at..], out var rune, out length);
            var next =
                Characters.IsWord(rune) ? Kind.Word
                : Characters.IsWhiteSpace(rune) ? Kind.Space
                : Kind.Other;
            if (next == kind)
                continue;
            if (kind != Kind.Space)
                found(ref state, start, at);

            (start, kind) = (at, next);
        }

        if (kind != Kind.Space)
            found(ref state, start, text.Length);
    }

    private enum Kind
    {
        Space,
        Word,
        Other,
    }
}
