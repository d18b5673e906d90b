using System.Text;

namespace Slipway.Tasks.Tokenizers.Patterns;

/// <summary>
/// Writes a pattern of Oniguruma as one of .NET: possessive quantifiers become atomic groups, <c>\w</c>, <c>\h</c> and
/// names of scripts become classes. What has no counterpart is an error that names it.
/// </summary>
internal sealed class RegexTranslation
{
    private const string Word = @"\p{L}\p{M}\p{Nd}\p{Nl}\p{Pc}";

    private static readonly Dictionary<string, string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Han"] = @"\u2E80-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAD9",
        ["Hiragana"] = @"\u3041-\u3096\u309D-\u309F",
        ["Katakana"] = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        ["Hangul"] =
            @"\u1100-\u11FF\u302E\u302F\u3131-\u318E\u3200-\u321E\u3260-\u327E\uA960-\uA97C\uAC00-\uD7A3\uD7B0-\uD7FB\uFFA0-\uFFDC",
        ["Letter"] = @"\p{L}",
        ["Mark"] = @"\p{M}",
        ["Number"] = @"\p{N}",
        ["Punctuation"] = @"\p{P}",
        ["Punct"] = @"\p{P}",
        ["Symbol"] = @"\p{S}",
        ["Separator"] = @"\p{Z}",
        ["Other"] = @"\p{C}",
        ["Space"] = @"\s",
        ["Digit"] = @"\p{Nd}",
        ["Alpha"] = @"\p{L}\p{M}\p{Nl}",
        ["Word"] = Word,
        ["Alnum"] = @"\p{L}\p{M}\p{Nl}\p{Nd}",
        ["Upper"] = @"\p{Lu}",
        ["Lower"] = @"\p{Ll}",
        ["XDigit"] = "0-9a-fA-F",
    };

    private readonly string _source;
    private readonly Func<string, Exception> _wrong;
    private readonly StringBuilder _written = new();

    /// <summary>Where groups that are open began, and where the last whole item did.</summary>
    private readonly Stack<int> _groups = new();
    private int _item;
    private int _at;

    private RegexTranslation(string source, Func<string, Exception> wrong) => (_source, _wrong) = (source, wrong);

    public static string Translate(string source, Func<string, Exception> wrong) =>
        new RegexTranslation(source, wrong).Run();

    private string Run()
    {
        while (_at < _source.Length)
            Step();

        return _written.ToString();
    }

    private void Step()
    {
        var unit = _source[_at];
        switch (unit)
        {
            case '\\':
                _item = _written.Length;
                _written.Append(Escape(inClass: false));
                break;
            case '[':
                _item = _written.Length;
                Class();
                break;
            case '(':
                _groups.Push(_written.Length);
                Take();
                if (_at < _source.Length && _source[_at] == '?')
                    Take();
                break;
            case ')':
                Take();
                _item = _groups.TryPop(out var start) ? start : _written.Length - 1;
                break;
            case '*' or '+' or '?':
            case '{' when IsRange():
                Quantifier();
                break;
            default:
                _item = _written.Length;
                Take();
                break;
        }
    }

    private void Take() => _written.Append(_source[_at++]);

    private bool IsRange()
    {
        var close = _source.IndexOf('}', _at);
        return close > _at + 1 && _source[(_at + 1)..close].All(unit => char.IsAsciiDigit(unit) || unit == ',');
    }

    private void Quantifier()
    {
        var range = _source[_at] == '{';
        if (range)
        {
            while (_source[_at] != '}')
                Take();
        }

        Take();
        if (_at >= _source.Length || _source[_at] is not ('+' or '?'))
            return;

        // Behind a range a plus repeats the whole in Oniguruma's own syntax; nobody means that.
        if (_source[_at] == '?')
        {
            Take();
            return;
        }

        _at++;
        _written.Insert(_item, "(?>").Append(')');
    }

    /// <summary>The escape at the place, as .NET writes it.</summary>
    private string Escape(bool inClass)
    {
        if (_at + 1 >= _source.Length)
            throw _wrong($"is the pattern '{_source}', which ends in a backslash");

        var letter = _source[_at + 1];
        _at += 2;
        switch (letter)
        {
            case 'w':
                return inClass ? Word : $"[{Word}]";
            case 'W' when !inClass:
                return $"[^{Word}]";
            case 'h':
                return inClass ? "0-9a-fA-F" : "[0-9a-fA-F]";
            case 'p' or 'P':
                return Property(letter == 'P', inClass);
            case 'x' when _at < _source.Length && _source[_at] == '{':
                return CodePoint();
            case 'R' when !inClass:
                return @"(?>\r\n|[\n-\r\x85\u2028\u2029])";
            case 'W' or 'H' or 'R' or 'X' or 'K' or 'g' or 'y' or 'Y' or 'O' or 'N':
                throw Unknown($"\\{letter}");
            default:
                return $"\\{letter}";
        }
    }

    private string Property(bool negated, bool inClass)
    {
        var close = _source.IndexOf('}', _at);
        if (_at >= _source.Length || _source[_at] != '{' || close < 0)
            throw Unknown(@"\p without a name in braces");

        var name = _source[(_at + 1)..close];
        _at = close + 1;
        if (name.StartsWith('^'))
            (name, negated) = (name[1..], !negated);
        name = name.Replace("_", "", StringComparison.Ordinal)
            .Replace("Script=", "", StringComparison.OrdinalIgnoreCase);
        if (Properties.TryGetValue(name, out var members))
        {
            if (inClass && negated)
                throw Unknown($"\\P{{{name}}} in brackets");

            return inClass ? members : $"[{(negated ? "^" : "")}{members}]";
        }

        // General categories are the same; other names are refused by .NET, which says so.
        return $"\\{(negated ? 'P' : 'p')}{{{(name.Length <= 2 ? name : throw Unknown($"\\p{{{name}}}"))}}}";
    }

    private string CodePoint()
    {
        var close = _source.IndexOf('}', _at);
        if (
            close < 0
            || !int.TryParse(
                _source[(_at + 1)..close],
                System.Globalization.NumberStyles.HexNumber,
                null,
                out var value
            )
        )
            throw Unknown(@"\x{ without a number");

        _at = close + 1;
        return value <= 0xffff ? $"\\u{value:X4}" : throw Unknown($"\\x{{{value:X}}}, a character outside the BMP");
    }

    private void Class()
    {
        Take();
        if (_at < _source.Length && _source[_at] == '^')
            Take();
        for (var first = true; ; first = false)
        {
            if (_at >= _source.Length)
                throw _wrong($"is the pattern '{_source}', in which a bracket is not closed");

            switch (_source[_at])
            {
                case ']' when !first:
                    Take();
                    return;
                case '\\':
                    _written.Append(Escape(inClass: true));
                    break;
                case '[' when _source.AsSpan(_at).StartsWith("[:"):
                    Posix();
                    break;
                case '[':
                    throw Unknown("a bracket in brackets");
                case '&' when _source.AsSpan(_at).StartsWith("&&"):
                    throw Unknown("an intersection (&&)");
                case ']':
                    _at++;
                    _written.Append("\\]");
                    break;
                default:
                    Take();
                    break;
            }
        }
    }

    private void Posix()
    {
        var close = _source.IndexOf(":]", _at, StringComparison.Ordinal);
        var name = close < 0 ? "" : _source[(_at + 2)..close];
        if (!Properties.TryGetValue(name, out var members))
            throw Unknown($"[:{name}:]");

        _written.Append(members);
        _at = close + 2;
    }

    private Exception Unknown(string what) =>
        _wrong($"is the pattern '{_source}', in which {what} has no counterpart in .NET; write it otherwise");
}
