using System.Globalization;
using System.Text;

namespace Slipway.Deployment.Pipelines;

/// <summary>A place in a text that is read from left to right.</summary>
internal sealed class TextCursor
{
    private readonly string _text;

    /// <exception cref="PipelineSyntaxException">The text is longer than allowed.</exception>
    public TextCursor(string text, int maxLength)
    {
        if (text.Length > maxLength)
            throw new PipelineSyntaxException(maxLength + 1, $"it is longer than {maxLength} characters");
        _text = text;
    }

    public int Position { get; set; }

    public bool AtEnd => Position >= _text.Length;

    /// <summary>NUL at the end.</summary>
    public char Current => AtEnd ? '\0' : _text[Position];

    public char Next => Position + 1 < _text.Length ? _text[Position + 1] : '\0';

    public void SkipBlanks()
    {
        while (Current is ' ' or '\t' or '\n' or '\r')
        {
            Position++;
        }
    }

    public bool Take(char expected)
    {
        if (AtEnd || Current != expected)
            return false;
        Position++;
        return true;
    }

    public bool Take(string expected)
    {
        if (string.CompareOrdinal(_text, Position, expected, 0, expected.Length) != 0)
            return false;
        Position += expected.Length;
        return true;
    }

    public string TakeWhile(Func<char, bool> belongs)
    {
        var start = Position;
        while (!AtEnd && belongs(Current))
        {
            Position++;
        }

        return _text[start..Position];
    }

    /// <summary>A text in double or single quotes, with the escapes of JSON and <c>\'</c>.</summary>
    public string TakeQuoted()
    {
        var start = Position;
        var quote = Current;
        Position++;
        var text = new StringBuilder();
        while (!AtEnd)
        {
            var character = Current;
            Position++;
            if (character == quote)
                return text.ToString();
            text.Append(character == '\\' ? TakeEscape() : character);
        }

        Position = start;
        throw Error("the text that begins here has no closing quote");
    }

    /// <summary>What stands here, for messages: a word or a sign.</summary>
    public string Here()
    {
        if (AtEnd)
            return "the end";
        var end = Position + 1;
        while (
            end < _text.Length
            && end - Position < 20
            && char.IsLetterOrDigit(_text[Position])
            && char.IsLetterOrDigit(_text[end])
        )
        {
            end++;
        }

        return $"'{_text[Position..end]}'";
    }

    public PipelineSyntaxException Error(string message) => new(Position + 1, message);

    private char TakeEscape()
    {
        var escape = Current;
        Position++;
        return escape switch
        {
            '"' or '\'' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => TakeUnit(),
            _ => throw new PipelineSyntaxException(
                Position - 1,
                "a backslash stands before one of \" ' \\ / b f n r t u"
            ),
        };
    }

    private char TakeUnit()
    {
        const int digits = 4;
        if (
            Position + digits > _text.Length
            || !ushort.TryParse(
                _text.AsSpan(Position, digits),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var unit
            )
        )
            throw Error("\\u is followed by four hexadecimal digits");
        Position += digits;
        return (char)unit;
    }
}
