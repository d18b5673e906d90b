using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Slipway.Samples.Facts.Fields;

/// <summary>Amounts of money: the currency before or behind the number, with or without a magnitude.</summary>
internal sealed class AmountRule : IFieldRule
{
    private const string Number =
        @"(?<n>[0-9]{1,3}([.,' ][0-9]{3}){1,5}([.,][0-9]{1,2})?|[0-9]{1,15}([.,][0-9]{1,6})?)";
    private const string Magnitude =
        @"([ -]?(?<scale>thousand|million|billion|trillion|millionen|milliarden|mio|mrd|mln|bn|mn|tn|k|m|b)\b\.?)?";

    private static readonly FrozenDictionary<string, string> Currencies = Table(
        "€:EUR $:USD US$:USD £:GBP ¥:JPY ₹:INR A$:AUD C$:CAD EUR:EUR USD:USD GBP:GBP CHF:CHF JPY:JPY CNY:CNY INR:INR AUD:AUD CAD:CAD "
            + "SEK:SEK NOK:NOK DKK:DKK PLN:PLN CZK:CZK EURO:EUR EUROS:EUR DOLLAR:USD DOLLARS:USD POUND:GBP POUNDS:GBP YEN:JPY "
            + "FRANCS:CHF FRANKEN:CHF RUPEES:INR"
    );

    private static readonly FrozenDictionary<string, decimal> Magnitudes = new Dictionary<string, decimal>
    {
        ["thousand"] = 1e3m,
        ["k"] = 1e3m,
        ["million"] = 1e6m,
        ["millionen"] = 1e6m,
        ["mio"] = 1e6m,
        ["mln"] = 1e6m,
        ["mn"] = 1e6m,
        ["m"] = 1e6m,
        ["billion"] = 1e9m,
        ["milliarden"] = 1e9m,
        ["mrd"] = 1e9m,
        ["bn"] = 1e9m,
        ["b"] = 1e9m,
        ["trillion"] = 1e12m,
        ["tn"] = 1e12m,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly Regex[] Forms =
    [
        Expressions.Linear(
            @"(?<c>US\$|A\$|C\$|[€$£¥₹]|\b(EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK)) ?"
                + Number
                + Magnitude
        ),
        Expressions.Linear(
            Number
                + Magnitude
                + @" ?(?<c>[€£¥₹$]|(EUR|USD|GBP|CHF|JPY|CNY|INR|AUD|CAD|SEK|NOK|DKK|PLN|CZK|(US )?dollars?|euros?|pounds?|yen|francs|Franken|rupees)\b)"
        ),
    ];

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        foreach (var form in Forms)
        {
            for (var match = form.Match(text); match.Success; match = match.NextMatch())
            {
                var scale = match.Groups["scale"];
                var number = match.Groups["n"];
                var start = match.Index;
                var end = match.Index + match.Length;
                var isNegative = start > 0 && text[start - 1] is '-' or '−' && (start == 1 || text[start - 2] == ' ');
                if (isNegative)
                    start--;
                if (
                    !Expressions.IsWholeNumber(text, start, end)
                    || !Numbers.TryParse(number.ValueSpan, scale.Success, out var value)
                )
                    continue;
                value *= scale.Success ? Magnitudes[scale.Value] : 1;
                if (isNegative)
                    value = -value;
                var currency = match
                    .Groups["c"]
                    .Value.ToUpperInvariant()
                    .Replace("US DOLLAR", "DOLLAR", StringComparison.Ordinal);
                yield return new Field(
                    "amount",
                    Numbers.Write(value),
                    text[start..end],
                    start,
                    end,
                    Currencies[currency]
                );
            }
        }
    }

    private static FrozenDictionary<string, string> Table(string currencies) =>
        currencies
            .Split(' ')
            .Select(pair => pair.Split(':'))
            .ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}

/// <summary>Percentages.</summary>
internal sealed class PercentRule : IFieldRule
{
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.,");

    private static readonly Regex Percent = Expressions.Linear(
        @"[+−-]?[0-9]{1,9}([.,][0-9]{1,6})? ?(%|percent\b|per cent\b|pct\b|Prozent\b)"
    );

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        for (var match = Percent.Match(text); match.Success; match = match.NextMatch())
        {
            var end = match.Index + match.Length;
            var digits = match.ValueSpan.IndexOfAnyInRange('0', '9');
            var length = match.ValueSpan[digits..].IndexOfAnyExcept(OfNumbers);
            // What has three digits behind a mark is still a share, not thousands.
            if (
                !Expressions.IsWholeNumber(text, match.Index, end)
                || !Numbers.TryParse(match.ValueSpan.Slice(digits, length), isScaled: true, out var value)
            )
                continue;
            if (match.ValueSpan[0] is '-' or '−')
                value = -value;
            yield return new Field("percent", Numbers.Write(value), match.Value, match.Index, end);
        }
    }
}
