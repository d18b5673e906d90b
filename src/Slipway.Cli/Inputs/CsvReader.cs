using nietras.SeparatedValues;

namespace Slipway.Cli.Inputs;

/// <summary>Rows of separated values as RFC 4180 writes them, with or without a header.</summary>
internal static class CsvReader
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>How a file is read; rows of another number of values are left to whoever takes them.</summary>
    public static SepReaderOptions Options(char separator) =>
        new(new Sep(separator)) { Unescape = true, DisableColCountCheck = true };

    /// <summary>The separator that a header has most of; a comma where it has none.</summary>
    public static char SeparatorOf(ReadOnlySpan<char> header)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var c in header)
        {
            if (c == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && Array.IndexOf(Separators, c) is >= 0 and var place)
                counts[place]++;
        }

        return Separators[counts.IndexOf(counts.Max())];
    }

    /// <summary>Whether the text ended within a quoted value of this row, which may have swallowed what was to follow.</summary>
    public static bool IsCutOff(SepReader.Row row) => row.Span.Count('"') % 2 != 0;

    /// <summary>All rows of a text, without a header; empty lines are skipped, spaces beside commas are no part of a value.</summary>
    /// <exception cref="CliException">It ends within a quoted value.</exception>
    public static List<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var options = Options(',') with { HasHeader = false, Trim = SepTrim.Outer };
        using var reader = options.FromText(text);
        foreach (var row in reader)
        {
            if (IsCutOff(row))
                throw CliException.Usage($"The CSV ends inside a quoted value, in row {rows.Count + 1}.");
            var cells = row[..].ToStringsArray();
            if (cells is not [""])
                rows.Add(cells);
        }

        return rows;
    }
}
