using Slipway.Errors;
using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>Makes records of CSV with a header row, one after another as they are asked for.</summary>
internal static class CsvRecords
{
    /// <exception cref="ServingException">
    /// InvalidArgument: it is no CSV, or its header is not of the columns. TooLarge: it has too many lines.
    /// </exception>
    public static IEnumerable<TableRecord> Read(TableLayout layout, ReadOnlyMemory<byte> body, char delimiter)
    {
        // Better before any of them is computed; where fields are quoted, lines are no records.
        if (body.Span.Count((byte)'\n') > TableRun.MostRecords + 1 && !body.Span.Contains((byte)'"'))
            throw TableRun.TooMany();
        var reader = new CsvReader(body, delimiter);
        var fields = new List<CsvField>();
        if (!reader.TryRead(fields))
        {
            throw ServingException.InvalidArgument(
                $"The CSV is empty; its first row names the columns: {layout.Names()}."
            );
        }

        var places = Places(layout, fields, delimiter);
        return Rows();

        IEnumerable<TableRecord> Rows()
        {
            while (reader.TryRead(fields))
            {
                var place = $"Line {reader.Line}: ";
                yield return fields.Count == places.Count
                    ? new TableRecord(place, places.Order(column => CellOf(fields[column])))
                    : new TableRecord(place, [], $"it has {fields.Count} fields, where the header has {places.Count}.");
            }
        }
    }

    // One field that holds another delimiter says what is wrong better than that it is no column.
    private static ColumnPlaces Places(TableLayout layout, List<CsvField> header, char delimiter)
    {
        try
        {
            return new ColumnPlaces(layout, header.ConvertAll(field => field.Text.Trim()));
        }
        catch (ServingException e) when (header.Count == 1 && header[0].Text.AsSpan().IndexOfAny(",;\t|") >= 0)
        {
            throw new ServingException(
                e.Code,
                $"{e.Message} The header has no '{delimiter}' between names; another delimiter is said by "
                    + "'?delimiter=;' in the address (or 'tab').",
                e
            );
        }
    }

    private static Cell CellOf(CsvField field) =>
        field is { IsQuoted: false, Text.Length: 0 }
            ? new Cell(CellKind.Null, "")
            : new Cell(CellKind.Field, field.Text);
}
