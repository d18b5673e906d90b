using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Slipway.Samples.Facts.Fields;

/// <summary>International bank account numbers (ISO 13616) whose check digits are right.</summary>
internal sealed class IbanRule : IFieldRule
{
    private const int Shortest = 15;

    private static readonly FrozenDictionary<string, int> Lengths = Table(
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 FR27 "
            + "GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 "
            + "LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 SK24 "
            + "SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20"
    );

    private static readonly Regex Start = Expressions.Linear("[a-z]{2}[0-9]{2}");

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        for (var match = Start.Match(text); match.Success; match = match.NextMatch())
        {
            if (
                !Lengths.TryGetValue(match.Value.ToUpperInvariant(), out var length)
                && !Lengths.TryGetValue(match.Value[..2].ToUpperInvariant(), out length)
            )
                continue;
            if (Take(text, match.Index, length) is not { } end || !Expressions.StandsAlone(text, match.Index, end))
                continue;
            var words = text[match.Index..end];
            var value = words.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
            if (IsChecked(value))
                yield return new Field("iban", value, words, match.Index, end);
        }
    }

    // So many letters and digits, with single blanks between them.
    private static int? Take(string text, int start, int length)
    {
        var taken = 0;
        for (var at = start; at < text.Length; at++)
        {
            if (char.IsAsciiLetterOrDigit(text[at]))
            {
                if (++taken == length)
                    return at + 1;
            }
            else if (text[at] != ' ' || text[at - 1] == ' ')
            {
                return null;
            }
        }

        return null;
    }

    private static bool IsChecked(string iban)
    {
        var rest = 0;
        foreach (var letter in string.Concat(iban.AsSpan(4), iban.AsSpan(0, 4)))
        {
            rest = char.IsAsciiDigit(letter)
                ? ((rest * 10) + (letter - '0')) % 97
                : ((rest * 100) + (letter - 'A' + 10)) % 97;
        }

        return rest == 1 && iban.Length >= Shortest;
    }

    private static FrozenDictionary<string, int> Table(string countries) =>
        countries
            .Split(' ')
            .ToFrozenDictionary(
                country => country[..2],
                country => int.Parse(country.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
}

/// <summary>Value added tax identification numbers of the European Union and of Great Britain, by their forms.</summary>
internal sealed class VatIdRule : IFieldRule
{
    private static readonly Regex Id = Expressions.Linear(
        @"\b(ATU ?[0-9]{8}|BE ?[01][0-9]{3}\.?[0-9]{3}\.?[0-9]{3}|DE ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}|DK ?[0-9]{8}|ES ?[a-z0-9][0-9]{7}[a-z0-9]|"
            + @"FI ?[0-9]{8}|FR ?[a-z0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}|GB ?[0-9]{3} ?[0-9]{4} ?[0-9]{2}|IE ?[0-9][a-z0-9][0-9]{5}[a-z]{1,2}|IT ?[0-9]{11}|"
            + @"LU ?[0-9]{8}|NL ?[0-9]{9}B[0-9]{2}|PL ?[0-9]{10}|PT ?[0-9]{9}|SE ?[0-9]{12}|CZ ?[0-9]{8,10}|HU ?[0-9]{8}|SK ?[0-9]{10})\b"
    );

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        for (var match = Id.Match(text); match.Success; match = match.NextMatch())
        {
            var end = match.Index + match.Length;
            // Two small letters before digits are a word before a number.
            var isWritten = char.IsAsciiLetterUpper(match.ValueSpan[0]) && char.IsAsciiLetterUpper(match.ValueSpan[1]);
            if (!isWritten || !Expressions.IsWholeNumber(text, match.Index, end))
                continue;
            var value = string.Concat(match.Value.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
            if (!value.StartsWith("DE", StringComparison.Ordinal) || IsChecked(value.AsSpan(2)))
                yield return new Field("vat_id", value, match.Value, match.Index, end);
        }
    }

    // ISO 7064, MOD 11, 10: Germany's.
    private static bool IsChecked(ReadOnlySpan<char> digits)
    {
        var product = 10;
        foreach (var digit in digits[..^1])
        {
            var sum = (digit - '0' + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10 == digits[^1] - '0';
    }
}
