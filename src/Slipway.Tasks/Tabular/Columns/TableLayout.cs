using System.Collections.Frozen;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>All columns of a record, in the order of the inputs. Immutable.</summary>
internal sealed class TableLayout
{
    private readonly FrozenDictionary<string, int> _places;

    public TableLayout(IReadOnlyList<TableInput> inputs)
    {
        Inputs = inputs;
        Columns = [.. inputs.SelectMany(input => input.Columns)];
        _places = Columns
            .Select((column, place) => KeyValuePair.Create(column.Name, place))
            .ToFrozenDictionary(StringComparer.Ordinal);
        var required = Columns.Where(column => column.IsRequired).ToList();
        Subject =
            required is [var only] ? only
            : Columns is [var single] ? single
            : null;
    }

    public IReadOnlyList<TableInput> Inputs { get; }

    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The column that a record is where it is one value alone; null where that is not clear.</summary>
    public TableColumn? Subject { get; }

    /// <summary>Rows that the model takes in one call.</summary>
    public required int MaxRows { get; init; }

    /// <summary>The place of a column, or -1.</summary>
    public int Find(string name) => _places.GetValueOrDefault(name, -1);

    /// <summary>For messages.</summary>
    public string Names()
    {
        const int most = 50;
        var names = string.Join(", ", Columns.Take(most).Select(column => $"'{column.Name}'"));
        return Columns.Count > most ? $"{names} and {Columns.Count - most} more" : names;
    }
}
