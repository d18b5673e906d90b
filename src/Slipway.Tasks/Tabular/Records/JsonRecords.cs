using System.Text.Json;
using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>Makes records of JSON: objects by the names of columns, lists by their order.</summary>
internal sealed class JsonRecords(TableLayout layout)
{
    private const int MostNames = 20;

    /// <summary>Each element of a list.</summary>
    /// <exception cref="ServingException">TooLarge: there are too many.</exception>
    public IEnumerable<TableRecord> List(JsonElement list) =>
        list.GetArrayLength() <= TableRun.MostRecords
            ? list.EnumerateArray().Select((element, place) => One(element, $"Record {place}: "))
            : throw TableRun.TooMany();

    /// <summary>One record.</summary>
    public TableRecord One(JsonElement element, string place) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => Named(element, place),
            JsonValueKind.Array => Ordered(element, place, null),
            _ when layout.Subject is { } subject && JsonCells.Of(element) is { IsMissing: false } value => Alone(
                subject,
                value,
                place
            ),
            _ => Wrong(place, $"{JsonCells.Of(element)} is no record; it is an object with {layout.Names()}."),
        };

    /// <summary>A record that is one value.</summary>
    public TableRecord Alone(TableColumn subject, Cell value, string place)
    {
        var cells = new Cell[layout.Columns.Count];
        cells[layout.Find(subject.Name)] = value;
        return new TableRecord(place, cells);
    }

    /// <summary>Rows whose columns are named once, before them.</summary>
    /// <exception cref="ServingException">InvalidArgument: the names are not those of the columns.</exception>
    public IEnumerable<TableRecord> Split(JsonElement columns, JsonElement data)
    {
        if (columns.ValueKind != JsonValueKind.Array || data.ValueKind != JsonValueKind.Array)
            throw ServingException.InvalidArgument("'columns' and 'data' are lists.");
        var places = new ColumnPlaces(layout, [.. columns.EnumerateArray().Select(name => JsonCells.Of(name).Text)]);
        return data.EnumerateArray().Select((row, number) => Ordered(row, $"Record {number}: ", places));
    }

    /// <summary>
    /// Records whose values are given column by column; null where it is one record, whose values are no lists.
    /// </summary>
    /// <exception cref="ServingException">InvalidArgument: the lists are not of one length.</exception>
    public IEnumerable<TableRecord>? Columns(JsonElement table)
    {
        var lists = table
            .EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.Array && !IsList(member.Name))
            .ToList();
        if (lists.Count == 0)
            return null;
        var places = new ColumnPlaces(layout, [.. table.EnumerateObject().Select(member => member.Name)]);
        var count = lists[0].Value.GetArrayLength();
        if (lists.Find(list => list.Value.GetArrayLength() != count) is { Value.ValueKind: JsonValueKind.Array } other)
        {
            throw ServingException.InvalidArgument(
                $"'{other.Name}' has {other.Value.GetArrayLength()} values and '{lists[0].Name}' has {count}; the columns of "
                    + "a request have one length."
            );
        }

        var cells = table.EnumerateObject().Select(Values).ToList();
        return Enumerable
            .Range(0, count)
            .Select(row => new TableRecord($"Record {row}: ", places.Order(column => cells[column](row))));

        // One value beside lists is that of every record.
        Func<int, Cell> Values(JsonProperty member)
        {
            if (member.Value.ValueKind != JsonValueKind.Array || IsList(member.Name))
                return JsonCells.Of(member.Value) is var same ? _ => same : null!;
            // Cells are made when their row is read: those of a whole column would be many times the body.
            var values = member.Value.EnumerateArray().ToArray();
            return row => JsonCells.Of(values[row]);
        }
    }

    // A column whose values are themselves lists: one record has a list of plain values there.
    private bool IsList(string name) =>
        layout.Find(name) is >= 0 and var place && layout.Columns[place].Encoder is ListEncoder;

    private TableRecord Named(JsonElement record, string place)
    {
        var cells = new Cell[layout.Columns.Count];
        List<string>? unknown = null;
        foreach (var member in record.EnumerateObject())
        {
            var column = layout.Find(member.Name);
            if (column >= 0)
                cells[column] = JsonCells.Of(member.Value);
            else
                (unknown ??= []).Add($"'{Shown.Of(member.Name)}'");
        }

        var problem = ColumnPlaces.Problem(layout, unknown ?? [], Missing(cells));
        return problem is null ? new TableRecord(place, cells) : Wrong(place, problem);
    }

    private List<string> Missing(Cell[] cells)
    {
        List<string> missing = [];
        for (var i = 0; i < cells.Length && missing.Count <= MostNames; i++)
        {
            if (cells[i].Kind == CellKind.Absent && layout.Columns[i].IsRequired)
                missing.Add($"'{layout.Columns[i].Name}'");
        }

        return missing;
    }

    private TableRecord Ordered(JsonElement row, string place, ColumnPlaces? places)
    {
        if (row.ValueKind != JsonValueKind.Array)
            return Wrong(place, $"{JsonCells.Of(row)} is no row; it is a list of values.");
        var due = places?.Count ?? layout.Columns.Count;
        if (row.GetArrayLength() != due)
            return Wrong(place, $"it has {row.GetArrayLength()} values, where {due} are due: {layout.Names()}.");
        var cells = row.EnumerateArray().Select(JsonCells.Of).ToArray();
        return new TableRecord(place, places is null ? cells : places.Order(column => cells[column]));
    }

    private static TableRecord Wrong(string place, string problem) => new(place, [], problem);
}
