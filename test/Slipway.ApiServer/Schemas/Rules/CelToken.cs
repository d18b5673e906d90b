using System.Globalization;
using System.Text;

namespace Slipway.ApiServer.Schemas.Rules;

internal enum CelTokenKind
{
    Name,
    Whole,
    Real,
    Text,
    Sign,
    End,
}

/// <summary>A piece of a rule.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text)
{
    private static readonly string[] Signs = ["&&", "||", "==", "!=", "<=", ">=", "?."];

    public static List<CelToken> Read(string rule)
    {
        var tokens = new List<CelToken>();
        for (var at = 0; at < rule.Length; )
        {
            var letter = rule[at];
            if (char.IsWhiteSpace(letter))
            {
                at++;
            }
            else if (char.IsAsciiLetter(letter) || letter == '_')
            {
                var end = at;
                while (end < rule.Length && (char.IsAsciiLetterOrDigit(rule[end]) || rule[end] == '_'))
                    end++;
                // Raw texts, r'…', are how patterns are written.
                if (rule[at..end] == "r" && end < rule.Length && rule[end] is '\'' or '"')
                    tokens.Add(Quoted(rule, ref end, raw: true));
                else
                    tokens.Add(new CelToken(CelTokenKind.Name, rule[at..end]));
                at = end;
            }
            else if (char.IsAsciiDigit(letter))
            {
                var end = at;
                while (
                    end < rule.Length
                    && (
                        char.IsAsciiDigit(rule[end])
                        || (rule[end] == '.' && end + 1 < rule.Length && char.IsAsciiDigit(rule[end + 1]))
                    )
                )
                    end++;
                var text = rule[at..end];
                tokens.Add(new CelToken(text.Contains('.') ? CelTokenKind.Real : CelTokenKind.Whole, text));
                at = end;
            }
            else if (letter is '\'' or '"')
            {
                tokens.Add(Quoted(rule, ref at, raw: false));
            }
            else
            {
                var start = at;
                var sign =
                    Array.Find(Signs, sign => rule.AsSpan(start).StartsWith(sign, StringComparison.Ordinal))
                    ?? letter.ToString(CultureInfo.InvariantCulture);
                tokens.Add(new CelToken(CelTokenKind.Sign, sign));
                at += sign.Length;
            }
        }

        tokens.Add(new CelToken(CelTokenKind.End, ""));
        return tokens;
    }

    private static CelToken Quoted(string rule, ref int at, bool raw)
    {
        var quote = rule[at++];
        var text = new StringBuilder();
        while (at < rule.Length && rule[at] != quote)
        {
            if (rule[at] == '\\' && !raw && at + 1 < rule.Length)
            {
                at++;
                text.Append(
                    rule[at] switch
                    {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        '\\' or '\'' or '"' => rule[at],
                        _ => throw new CelUnsupportedException($"the escape \\{rule[at]}"),
                    }
                );
            }
            else
            {
                text.Append(rule[at]);
            }

            at++;
        }

        if (at >= rule.Length)
            throw new CelUnsupportedException("a text without an end");
        at++;
        return new CelToken(CelTokenKind.Text, text.ToString());
    }
}
