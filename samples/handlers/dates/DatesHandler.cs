using System.Globalization;
using System.Text.RegularExpressions;
using Slipway.Handlers;

namespace Slipway.Samples.Dates;

/// <summary>What is looked through.</summary>
internal sealed record Document(string Text);

/// <summary>What was found, the values joined with <c>;</c>: rows of a tensor have one length.</summary>
/// <param name="Dates">As yyyy-MM-dd.</param>
/// <param name="Amounts">As 1234.50 EUR.</param>
/// <param name="Count">How many there are of both.</param>
internal sealed record Facts(string Dates, string Amounts, int Count);

/// <summary>Finds dates and amounts of money in texts by rules.</summary>
internal sealed partial class DatesHandler : ModelHandler<Document, Facts>
{
    private const int LongestMatch = 1000;

    // What is between other digits is part of a longer number.
    [GeneratedRegex(
        @"(?<!\d)(?:(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})|(?<d>\d{1,2})\.(?<m>\d{1,2})\.(?<y>\d{4}))(?!\d)",
        RegexOptions.None,
        LongestMatch
    )]
    private static partial Regex Date { get; }

    [GeneratedRegex(
        @"(?<![\d.,])(?<n>\d{1,3}(?:,\d{3})*(?:\.\d{2})?|\d+(?:\.\d{2})?) ?(?<c>EUR|USD|CHF|€|\$)",
        RegexOptions.None,
        LongestMatch
    )]
    private static partial Regex Amount { get; }

    // Thread-safe: it has no state.
    public override int Concurrency => Environment.ProcessorCount;

    protected override ValueTask<Facts> PredictAsync(Document input, CancellationToken cancellationToken)
    {
        var dates = Date.Matches(input.Text).Select(ToDate).OfType<string>().ToList();
        var amounts = Amount.Matches(input.Text).Select(ToAmount).ToList();
        var facts = new Facts(string.Join(';', dates), string.Join(';', amounts), dates.Count + amounts.Count);
        return ValueTask.FromResult(facts);
    }

    // Null for a day that no calendar has.
    private static string? ToDate(Match match)
    {
        var text = $"{match.Groups["y"].Value}-{match.Groups["m"].Value}-{match.Groups["d"].Value}";
        return DateOnly.TryParseExact(text, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : null;
    }

    private static string ToAmount(Match match)
    {
        var currency = match.Groups["c"].Value switch
        {
            "€" => "EUR",
            "$" => "USD",
            var code => code,
        };
        var number = match.Groups["n"].Value.Replace(",", "", StringComparison.Ordinal);
        return $"{decimal.Parse(number, CultureInfo.InvariantCulture):0.00} {currency}";
    }
}
