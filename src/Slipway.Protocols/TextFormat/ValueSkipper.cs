namespace Slipway.Protocols.TextFormat;

/// <summary>Passes over what is not understood, by its brackets alone.</summary>
internal sealed class ValueSkipper(TextLexer lexer, int maxDepth)
{
    private readonly Stack<char> _open = new();

    /// <summary>An optional colon and a value.</summary>
    public void SkipFieldValue()
    {
        lexer.TryTake(':');
        SkipValue();
    }

    /// <summary><c>[a.b/c.d]</c></summary>
    public void SkipBracketedName()
    {
        lexer.Take('[');
        while (lexer.Current.Kind == TextTokenKind.Identifier || lexer.Is('.') || lexer.Is('/') || lexer.Is('-'))
            lexer.Advance();
        lexer.Take(']');
    }

    /// <summary>A scalar, a message or a list. Leaves what cannot be a value for the caller to stumble over.</summary>
    public void SkipValue()
    {
        if (lexer.Is('{') || lexer.Is('<') || lexer.Is('['))
            SkipBrackets();
        else
            SkipScalar();
    }

    private void SkipScalar()
    {
        lexer.TryTake('-');
        if (lexer.Current.Kind == TextTokenKind.String)
        {
            while (lexer.Current.Kind == TextTokenKind.String)
                lexer.Advance();
        }
        else if (lexer.Current.Kind is TextTokenKind.Identifier or TextTokenKind.Number)
        {
            lexer.Advance();
        }
        else
        {
            throw lexer.Unexpected("a value");
        }
    }

    private void SkipBrackets()
    {
        _open.Clear();
        do
        {
            var expected = _open.TryPeek(out var close) ? close : '\0';
            if (lexer.Is('{'))
                Open('}');
            else if (lexer.Is('<'))
                Open('>');
            else if (lexer.Is('['))
                Open(']');
            else if (expected != '\0' && lexer.Is(expected))
                _open.Pop();
            else if (lexer.Current.Kind == TextTokenKind.End || lexer.Is('}') || lexer.Is('>') || lexer.Is(']'))
                throw lexer.Unexpected($"'{expected}'");
            lexer.Advance();
        } while (_open.Count > 0);
    }

    private void Open(char close)
    {
        // A list takes a place of its own.
        if (_open.Count >= 2 * maxDepth)
            throw new TextSyntaxException(lexer.Current.Position, $"messages are nested more than {maxDepth} deep");
        _open.Push(close);
    }
}
