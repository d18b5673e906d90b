using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Slipway.Samples.Facts.Fields;

/// <summary>Days and months, in digits and with the English and German names of months.</summary>
internal sealed class DateRule : IFieldRule
{
    private const string Month =
        "(?<month>january|february|march|april|may|june|july|august|september|october|november|december|"
        + "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember)";

    private static readonly FrozenDictionary<string, int> Months = Table(
        "names january,jan,januar february,feb,februar march,mar,märz april,apr may,mai june,jun,juni july,jul,juli "
            + "august,aug september,sept,sep october,oct,oktober november,nov december,dec,dezember"
    );

    private static readonly Regex[] Forms =
    [
        Expressions.Linear(@"(?<y>[12][0-9]{3})[-/](?<m>[0-9]{1,2})[-/](?<d>[0-9]{1,2})"),
        Expressions.Linear(@"(?<d>[0-9]{1,2})\. ?(?<m>[0-9]{1,2})\. ?(?<y>[12][0-9]{3})"),
        Expressions.Linear(@"(?<first>[0-9]{1,2})/(?<second>[0-9]{1,2})/(?<y>[12][0-9]{3})"),
        Expressions.Linear(@"(?<d>[0-9]{1,2})(st|nd|rd|th|\.)?( of)?[ -]" + Month + @"\.?,?[ -](?<y>[12][0-9]{3})"),
        Expressions.Linear(Month + @"\.? (?<d>[0-9]{1,2})(st|nd|rd|th)?,? (?<y>[12][0-9]{3})"),
        Expressions.Linear(Month + @"\.?,? (?<y>[12][0-9]{3})"),
    ];

    public IEnumerable<Field> Find(string text, bool dayFirst)
    {
        foreach (var form in Forms)
        {
            for (var match = form.Match(text); match.Success; match = match.NextMatch())
            {
                var end = match.Index + match.Length;
                if (Expressions.IsWholeNumber(text, match.Index, end) && Value(match, dayFirst) is { } value)
                    yield return new Field("date", value, match.Value, match.Index, end);
            }
        }
    }

    // Null for a day that no calendar has.
    private static string? Value(Match match, bool dayFirst)
    {
        var year = Number(match, "y");
        if (match.Groups["first"].Success)
        {
            var (first, second) = (Number(match, "first"), Number(match, "second"));
            // Where one of them can be no month, the other is it.
            return first > 12 || (dayFirst && second <= 12) ? Day(year, second, first) : Day(year, first, second);
        }

        var month = match.Groups["month"].Success
            ? Months.GetValueOrDefault(match.Groups["month"].Value.ToLowerInvariant())
            : Number(match, "m");
        return match.Groups["d"].Success
            ? Day(year, month, Number(match, "d"))
            : string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}");
    }

    private static string? Day(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}")
            : null;

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static FrozenDictionary<string, int> Table(string months) =>
        months
            .Split(' ')
            .Skip(1)
            .SelectMany((names, place) => names.Split(',').Select(name => KeyValuePair.Create(name, place + 1)))
            .ToFrozenDictionary(StringComparer.Ordinal);
}
