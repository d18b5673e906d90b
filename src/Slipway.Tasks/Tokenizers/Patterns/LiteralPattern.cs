namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>Finds a given text; an empty one nowhere.</summary>
internal sealed class LiteralPattern(string literal) : TextPattern
{
    public override void ForEachMatch<TState>(ReadOnlySpan<char> text, ref TState state, MatchFound<TState> found)
    {
        for (var at = 0; literal.Length > 0; at += literal.Length)
        {
            var next = text[at..].IndexOf(literal, StringComparison.Ordinal);
            if (next < 0)
                return;

            at += next;
            found(ref state, at, at + literal.Length);
        }
    }
}
