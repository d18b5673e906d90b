using System.Buffers;
using System.Text.RegularExpressions;

namespace Slipway.Samples.Facts.Fields;

/// <summary>Addresses of pages, with http, https or www before them.</summary>
internal sealed class UrlRule : IFieldRule
{
    private const int Longest = 2000;

    private static readonly string[] Starts = ["https://", "http://", "www."];
    private static readonly SearchValues<string> AnyStart = SearchValues.Create(
        Starts,
        StringComparison.OrdinalIgnoreCase
    );
    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\u00A0<>\"“”„");

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        for (var at = 0; Next(text, at) is >= 0 and var start; )
        {
            var length = text.AsSpan(start).IndexOfAny(Ends);
            at = length < 0 ? text.Length : start + length;
            if (at - start > Longest || (start > 0 && char.IsLetterOrDigit(text[start - 1])))
                continue;
            var url = Trimmed(text.AsSpan(start, at - start)).ToString();
            var host = url.AsSpan(
                url.IndexOf("//", StringComparison.Ordinal) is >= 0 and var slashes ? slashes + 2 : 4
            );
            if (!host.Contains('.') && !host.StartsWith("localhost", StringComparison.Ordinal))
                continue;
            var value = url.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? $"http://{url}" : url;
            yield return new Field("url", value, url, start, start + url.Length);
        }
    }

    private static int Next(string text, int from)
    {
        var start = text.AsSpan(from).IndexOfAny(AnyStart);
        return start < 0 ? -1 : from + start;
    }

    // Marks that end a sentence, and brackets that were opened before the address.
    private static ReadOnlySpan<char> Trimmed(ReadOnlySpan<char> url)
    {
        var opened = url.Count('(') - url.Count(')');
        while (url.Length > 0)
        {
            var last = url[^1];
            if (last == ')' && opened >= 0)
                return url;
            if (last == ')')
                opened++;
            else if (last is not ('.' or ',' or ';' or ':' or '!' or '?' or '\'' or ']' or '}' or '”' or '’' or '»'))
                return url;
            url = url[..^1];
        }

        return url;
    }
}

/// <summary>Addresses of mail.</summary>
internal sealed class EmailRule : IFieldRule
{
    private const string Local = "!#$%&'*+/=?^_`{|}~.-";
    private const int LongestLocal = 64;
    private const int LongestDomain = 253;

    // From each @ to both sides: no expression could begin at every letter of a long word.
    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        for (var at = text.IndexOf('@'); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var start = at;
            while (start > 0 && at - start <= LongestLocal && IsLocal(text[start - 1]))
            {
                start--;
            }

            while (start < at && text[start] is '.' or '\'')
            {
                start++;
            }

            var end = at + 1;
            while (
                end < text.Length
                && end - at <= LongestDomain
                && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-')
            )
            {
                end++;
            }

            end = at + 1 + text.AsSpan(at + 1, end - at - 1).TrimEnd(".-").Length;
            if (start < at && at - start <= LongestLocal && IsDomain(text.AsSpan(at + 1, end - at - 1)))
            {
                var words = text[start..end];
                var mark = at - start;
                yield return new Field("email", words[..mark] + words[mark..].ToLowerInvariant(), words, start, end);
            }
        }
    }

    private static bool IsLocal(char letter) => char.IsAsciiLetterOrDigit(letter) || Local.Contains(letter);

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        var dot = domain.LastIndexOf('.');
        return dot > 0
            && domain[0] is not ('.' or '-')
            && !domain.Contains("..", StringComparison.Ordinal)
            && domain.Length - dot - 1 >= 2
            && domain[(dot + 1)..].IndexOfAnyExceptInRange('a', 'z') is var other
            && (other < 0 || domain[(dot + 1)..].IndexOfAnyExceptInRange('A', 'Z') < 0);
    }
}

/// <summary>Telephone numbers: international ones, and national ones that begin with 0 or an area code in brackets.</summary>
internal sealed class PhoneRule : IFieldRule
{
    private static readonly Regex Number = Expressions.Linear(
        @"(\+|00)[1-9]([ ./-]?\(?[0-9]\)?){6,14}|\(0?[0-9]{2,5}\) ?[0-9]([ /-]?[0-9]){4,9}|0[1-9]([ /-]?[0-9]){6,12}|[0-9]{3}-[0-9]{3}-[0-9]{4}"
    );

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        for (var match = Number.Match(text); match.Success; match = match.NextMatch())
        {
            var end = match.Index + match.Length;
            if (!Expressions.IsWholeNumber(text, match.Index, end) || (match.Index > 0 && text[match.Index - 1] == '+'))
                continue;
            var digits = string.Concat(match.Value.Where(char.IsAsciiDigit));
            if (match.ValueSpan[0] == '+' || digits.StartsWith("00", StringComparison.Ordinal))
            {
                // The zero of +49 (0)30 is dialled within the country only.
                digits = match.Value.Replace("(0)", "", StringComparison.Ordinal);
                digits = "+" + string.Concat(digits.Where(char.IsAsciiDigit)).TrimStart('0');
            }

            if (digits.Length is >= 7 and <= 16)
                yield return new Field("phone", digits, match.Value, match.Index, end);
        }
    }
}
