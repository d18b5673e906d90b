using System.Text.RegularExpressions;

namespace Slipway.Samples.Facts.Fields;

/// <summary>Finds the values of one type. Thread-safe.</summary>
internal interface IFieldRule
{
    /// <summary>In the order of the text.</summary>
    IEnumerable<Field> Find(string text, bool dayFirst);
}

/// <summary>Common to the rules.</summary>
internal static class Expressions
{
    private const int LongestMatch = 10_000;

    /// <summary>An expression that takes time in proportion to the text.</summary>
    public static Regex Linear(string pattern) =>
        new(
            pattern,
            RegexOptions.NonBacktracking
                | RegexOptions.CultureInvariant
                | RegexOptions.IgnoreCase
                | RegexOptions.ExplicitCapture,
            TimeSpan.FromMilliseconds(LongestMatch)
        );

    /// <summary>Whether neither of the neighbours of a match is of its word or number.</summary>
    public static bool StandsAlone(string text, int start, int end) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1]))
        && (end == text.Length || !char.IsLetterOrDigit(text[end]));

    /// <summary>Whether a match is no part of a longer number: no digit, and no mark with a digit behind it, is next to it.</summary>
    public static bool IsWholeNumber(string text, int start, int end)
    {
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '/'))
            return false;
        if (start > 1 && text[start - 1] is '.' or ',' && char.IsAsciiDigit(text[start - 2]))
            return false;
        if (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
            return false;
        return !(end + 1 < text.Length && text[end] is '.' or ',' or '-' or '/' && char.IsAsciiDigit(text[end + 1]));
    }
}
