using System.Text.Json;

namespace Slipway.Cli.Predict.Rows;

/// <summary>A row of the input.</summary>
/// <param name="Number">From 1 on, in the order of the file.</param>
/// <param name="Columns">Names and values in the file's order; empty where <paramref name="Problem"/> says why.</param>
/// <param name="Problem">Why the row cannot be read; null where it was.</param>
internal sealed record InputRow(
    long Number,
    IReadOnlyList<KeyValuePair<string, JsonElement>> Columns,
    string? Problem = null
)
{
    // What shows where it is; a quote too many may make a row of half a file.
    private const int MostText = 2000;

    /// <summary>The row as it stands in the file, or how it begins, where it cannot be read.</summary>
    public string? Text { get; init; }

    /// <summary>Where the row ends in the file, as a share of it; for the progress bar.</summary>
    public double Share { get; init; }

    /// <summary>A row that cannot be read.</summary>
    public static InputRow Unreadable(long number, string problem, ReadOnlySpan<char> text) =>
        new(number, [], problem) { Text = text.Length <= MostText ? text.ToString() : $"{text[..MostText]}…" };
}
