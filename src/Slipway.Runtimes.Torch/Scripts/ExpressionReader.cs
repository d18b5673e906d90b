using System.Globalization;

namespace Slipway.Runtimes.Torch.Scripts;

/// <summary>
/// Reads one expression. TorchScript prints nearly all as calls; of what is left (arithmetic of whole numbers, conditions)
/// nothing needs to be known here, so it becomes <see cref="Expression.Other"/>.
/// </summary>
internal ref struct ExpressionReader
{
    private const int MaxDepth = 200;

    private readonly ReadOnlySpan<char> _text;
    private int _position;
    private int _depth;

    private ExpressionReader(ReadOnlySpan<char> text)
    {
        _text = text;
    }

    private readonly char Current => _position < _text.Length ? _text[_position] : '\0';

    public static Expression Read(ReadOnlySpan<char> text)
    {
        var reader = new ExpressionReader(text);
        var expression = reader.Read();
        reader.Skip();
        return reader._position == text.Length ? expression : Expression.Other.Instance;
    }

    private Expression Read()
    {
        if (++_depth > MaxDepth)
        {
            _position = _text.Length;
            return Expression.Other.Instance;
        }

        var expression = Postfix(Primary());
        _depth--;
        return expression;
    }

    private Expression Primary()
    {
        Skip();
        var start = _position;
        switch (Current)
        {
            case '(':
                var inner = Elements(')', out var isTuple);
                return inner is [var only] && !isTuple ? only : new Expression.Items(inner);
            case '[':
                return new Expression.Items(Elements(']', out _));
            case '{':
                Elements('}', out _);
                return Expression.Other.Instance;
            case '"' or '\'':
                _position = Brackets.EndOfString(_text.ToString(), start) + 1;
                return new Expression.Name(_text[start.._position].ToString());
        }

        while (char.IsLetterOrDigit(Current) || Current == '_' || (Current is '-' && _position == start))
        {
            _position++;
        }

        var word = _text[start.._position];
        if (word.Length > 0 && !char.IsLetter(word[0]) && word[0] != '_')
            return Number(word);
        return word.IsEmpty ? Expression.Other.Instance : new Expression.Name(word.ToString());
    }

    private Expression Number(ReadOnlySpan<char> word)
    {
        if (
            Current != '.'
            && long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        )
            return new Expression.Number(value);
        while (char.IsLetterOrDigit(Current) || Current is '.' or '-' or '+')
        {
            _position++;
        }

        return Expression.Other.Instance;
    }

    private Expression Postfix(Expression expression)
    {
        while (true)
        {
            switch (Current)
            {
                case '.':
                    var start = ++_position;
                    while (char.IsLetterOrDigit(Current) || Current == '_')
                    {
                        _position++;
                    }

                    expression = new Expression.Member(expression, _text[start.._position].ToString());
                    break;
                case '(':
                    expression = Call(expression, Elements(')', out _));
                    break;
                case '[':
                    Elements(']', out _);
                    expression = Expression.Other.Instance;
                    break;
                default:
                    return expression;
            }
        }
    }

    private static Expression Call(Expression function, List<Expression> arguments) =>
        (function as Expression.Name)?.Text switch
        {
            "getattr" when arguments is [var of, Expression.Name name] => new Expression.Member(
                of,
                name.Text.Trim('"', '\'')
            ),
            // Both say a type, and give what they are given.
            "annotate" or "unchecked_cast" when arguments is [_, var value] => value,
            _ => new Expression.Call(function, arguments),
        };

    /// <summary>What is between brackets; at its end, or at that of the text.</summary>
    private List<Expression> Elements(char close, out bool hasComma)
    {
        var elements = new List<Expression>();
        hasComma = false;
        _position++;
        while (true)
        {
            Skip();
            if (Current == '\0')
                return elements;
            if (Current == close)
            {
                _position++;
                return elements;
            }

            if (Current == ',')
            {
                hasComma = true;
                _position++;
                continue;
            }

            var start = _position;
            var element = Read();
            Skip();
            if (Current == ',' || Current == close)
            {
                elements.Add(element);
                continue;
            }

            // A keyword's value, an operator, a condition: up to the end of this element nothing is read.
            if (Current != '=')
                elements.Add(Expression.Other.Instance);
            SkipElement(close);
            if (_position == start)
                _position++;
        }
    }

    private void SkipElement(char close)
    {
        for (var depth = 0; _position < _text.Length; _position++)
        {
            if (depth == 0 && (Current == ',' || Current == close))
                return;
            if (Current is '(' or '[' or '{')
                depth++;
            else if (Current is ')' or ']' or '}')
                depth--;
            if (depth < 0)
                return;
        }
    }

    private void Skip()
    {
        while (Current == ' ')
        {
            _position++;
        }
    }
}
