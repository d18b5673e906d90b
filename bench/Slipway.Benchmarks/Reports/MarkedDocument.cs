namespace Slipway.Benchmarks.Reports;

/// <summary>A document of which some parts are written by a program, each between two comments that name it.</summary>
internal static class MarkedDocument
{
    /// <summary>The document with another text between the marks.</summary>
    /// <exception cref="InvalidOperationException">The marks are not there.</exception>
    public static string Replace(string document, string name, string text)
    {
        var (begin, end) = ($"<!-- begin {name} -->\n", $"<!-- end {name} -->");
        var from = document.IndexOf(begin, StringComparison.Ordinal);
        var to = from < 0 ? -1 : document.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0
            ? throw new InvalidOperationException($"The document needs the lines '{begin.Trim()}' and '{end}'.")
            : $"{document[..(from + begin.Length)]}\n{text.Trim()}\n\n{document[to..]}";
    }
}
