namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>Finds places in a text. Implementations are immutable and thread-safe, and take linear time or stop.</summary>
internal abstract class TextPattern
{
    /// <summary>A way through the matches in <paramref name="text"/>, in order and without overlap.</summary>
    public abstract void ForEachMatch<TState>(ReadOnlySpan<char> text, ref TState state, MatchFound<TState> found)
        where TState : allows ref struct;
}

/// <summary>Takes a match.</summary>
internal delegate void MatchFound<TState>(ref TState state, int start, int end)
    where TState : allows ref struct;

/// <summary>A pattern that matches somewhere at every position, so that its matches are the whole text.</summary>
internal abstract class TilingPattern : TextPattern
{
    /// <summary>The end of the match at <paramref name="at"/>; greater than it.</summary>
    public abstract int Match(ReadOnlySpan<char> text, int at);

    public sealed override void ForEachMatch<TState>(
        ReadOnlySpan<char> text,
        ref TState state,
        MatchFound<TState> found
    )
    {
        for (var at = 0; at < text.Length; )
        {
            var end = Match(text, at);
            found(ref state, at, end);
            at = end;
        }
    }
}
