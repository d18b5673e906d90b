using System.Runtime.InteropServices;
using Slipway.Tasks.Tokenizers.Text;

namespace Slipway.Tasks.Tokenizers.Models;

/// <summary>A token, where it stands in the original text, and the white space at the ends of what it covers.</summary>
internal readonly record struct Token(int Id, int Start, int End, int Word, int Leading, int Trailing);

/// <summary>Collects the tokens of a text, segment by segment. One thread at a time.</summary>
internal sealed class TokenSink(bool countsSpaces)
{
    private readonly List<Token> _tokens = [];
    private Segment _segment;
    private int _word = -1;

    public ReadOnlySpan<Token> Tokens => CollectionsMarshal.AsSpan(_tokens);

    /// <summary>Tokens added from now on belong to this segment, which is a word of its own.</summary>
    public void Begin(Segment segment)
    {
        _segment = segment;
        _word++;
    }

    /// <summary>Adds a token that covers [<paramref name="start"/>, <paramref name="end"/>) of the segment.</summary>
    public void Add(int id, int start, int end)
    {
        var text = _segment.Text;
        var original =
            start < end
                ? text.Original(_segment.Start + start, _segment.Start + end)
                : new TextSpan(_segment.Origin, _segment.Origin);
        var (leading, trailing) = countsSpaces
            ? Spaces(text.Span[(_segment.Start + start)..(_segment.Start + end)])
            : (0, 0);
        _tokens.Add(new Token(id, original.Start, original.End, _word, leading, trailing));
    }

    /// <summary>White space, and what stands for a space in byte-level vocabularies.</summary>
    private static (int Leading, int Trailing) Spaces(ReadOnlySpan<char> token)
    {
        var leading = 0;
        while (leading < token.Length && IsSpace(token[leading]))
            leading++;

        var trailing = 0;
        while (trailing < token.Length && IsSpace(token[token.Length - 1 - trailing]))
            trailing++;

        return (leading, trailing);
    }

    private static bool IsSpace(char unit) => unit == '\u0120' || char.IsWhiteSpace(unit);
}
