using nietras.SeparatedValues;

namespace Slipway.Cli.Predict.Results;

/// <summary>Writes a table of results as CSV (RFC 4180), or with tabs where the name ends in .tsv.</summary>
internal static class CsvResults
{
    public static void Write(ResultTable table, string path)
    {
        var isTabs = Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase);
        using var writer = (new Sep(isTabs ? '\t' : ',').Writer() with { Escape = true }).ToFile(path);
        // The header goes out even where there is no row.
        writer.Header.Add([.. table.Columns.Select(column => column.Name)]);
        foreach (var cells in table.Rows())
        {
            using var row = writer.NewRow();
            for (var i = 0; i < cells.Length; i++)
            {
                row[i].Set(ResultColumn.TextOf(cells[i]) ?? "");
            }
        }
    }
}
