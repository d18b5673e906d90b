namespace Slipway.Protocols.TextFormat;

/// <summary>
/// Cuts a text into tokens, one ahead; white space and comments are between them and gone. A number is taken as far as
/// its characters go and judged by who knows the field's type.
/// </summary>
internal sealed class TextLexer
{
    private const int LongestShown = 40;

    private readonly string _text;
    private int _next;
    private int _line = 1;
    private int _lineStart;

    /// <exception cref="TextSyntaxException">The first token is none.</exception>
    public TextLexer(string text)
    {
        _text = text;
        Advance();
    }

    public TextToken Current { get; private set; }

    /// <summary>The characters of the current token.</summary>
    public ReadOnlySpan<char> Text => _text.AsSpan(Current.Start, Current.Length);

    /// <summary>The current token as messages show it.</summary>
    public string Shown =>
        Current.Kind == TextTokenKind.End ? "the end of the text"
        : Current.Length > LongestShown ? $"'{Text[..LongestShown]}…'"
        : $"'{Text}'";

    public bool Is(char symbol) => Current.Kind == TextTokenKind.Symbol && _text[Current.Start] == symbol;

    /// <summary>Takes the symbol where it is the current token.</summary>
    public bool TryTake(char symbol)
    {
        var found = Is(symbol);
        if (found)
            Advance();
        return found;
    }

    public void Take(char symbol)
    {
        if (!TryTake(symbol))
            throw Unexpected($"'{symbol}'");
    }

    public TextSyntaxException Unexpected(string expected) =>
        new(Current.Position, $"expected {expected}, found {Shown}");

    /// <summary>Goes on to the next token.</summary>
    /// <exception cref="TextSyntaxException">A character that begins nothing; a text without its closing quote.</exception>
    public void Advance()
    {
        SkipBlank();
        var start = _next;
        var position = new TextPosition(_line, start - _lineStart + 1);
        var kind = TextTokenKind.End;
        if (start < _text.Length)
            kind = Scan(_text[start], position);
        Current = new TextToken(kind, start, _next - start, position);
    }

    private TextTokenKind Scan(char first, TextPosition position)
    {
        switch (first)
        {
            case >= 'a' and <= 'z' or >= 'A' and <= 'Z' or '_':
                while (IsWord(Peek(0)))
                    _next++;
                return TextTokenKind.Identifier;
            case >= '0' and <= '9':
            case '.' when char.IsAsciiDigit(Peek(1)):
                ScanNumber();
                return TextTokenKind.Number;
            case '"' or '\'':
                ScanString(first, position);
                return TextTokenKind.String;
            case '{' or '}' or '[' or ']' or '<' or '>' or ':' or ',' or ';' or '-' or '.' or '/':
                _next++;
                return TextTokenKind.Symbol;
            default:
                throw new TextSyntaxException(
                    position,
                    char.IsControl(first) || char.IsSurrogate(first)
                        ? $"the character U+{(int)first:X4} has no meaning here"
                        : $"the character '{first}' has no meaning here"
                );
        }
    }

    private void ScanNumber()
    {
        var isHex = Peek(0) == '0' && Peek(1) is 'x' or 'X';
        while (true)
        {
            var c = Peek(0);
            if (!IsWord(c) && c != '.')
                return;
            _next++;
            // The sign of an exponent belongs to the number: 1e-3.
            if (!isHex && c is 'e' or 'E' && Peek(0) is '+' or '-')
                _next++;
        }
    }

    private void ScanString(char quote, TextPosition position)
    {
        _next++;
        while (_next < _text.Length && _text[_next] is not ('\n' or '\r'))
        {
            var c = _text[_next++];
            if (c == quote)
                return;
            if (c == '\\' && _next < _text.Length && _text[_next] is not ('\n' or '\r'))
                _next++;
        }

        throw new TextSyntaxException(position, $"this text has no closing {quote} in its line");
    }

    private void SkipBlank()
    {
        for (; _next < _text.Length; _next++)
        {
            switch (_text[_next])
            {
                case '\n':
                    _line++;
                    _lineStart = _next + 1;
                    break;
                case ' ' or '\t' or '\r' or '\v' or '\f':
                    break;
                case '#':
                    var end = _text.IndexOf('\n', _next);
                    // The line feed itself is counted in the next round.
                    _next = (end < 0 ? _text.Length : end) - 1;
                    break;
                default:
                    return;
            }
        }
    }

    private char Peek(int ahead) => _next + ahead < _text.Length ? _text[_next + ahead] : '\0';

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
