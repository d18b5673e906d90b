using Slipway.Errors;
using Slipway.Tasks.Requests;
using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular.Records;

/// <summary>Where the columns of a table that names them once belong. Immutable.</summary>
internal sealed class ColumnPlaces
{
    private const int MostNames = 20;

    private readonly int[] _sources;

    /// <exception cref="ServingException">InvalidArgument: they are not those of the layout.</exception>
    public ColumnPlaces(TableLayout layout, IReadOnlyList<string> names)
    {
        Count = names.Count;
        _sources = new int[layout.Columns.Count];
        Array.Fill(_sources, -1);
        List<string> unknown = [];
        List<string> twice = [];
        for (var i = 0; i < names.Count; i++)
        {
            var place = layout.Find(names[i]);
            if (place < 0)
                unknown.Add($"'{Shown.Of(names[i])}'");
            else if (_sources[place] >= 0)
                twice.Add($"'{names[i]}'");
            else
                _sources[place] = i;
        }

        var missing = layout
            .Columns.Where((column, place) => _sources[place] < 0 && column.IsRequired)
            .Select(column => $"'{column.Name}'")
            .ToList();
        if (twice.Count > 0)
            throw ServingException.InvalidArgument($"There are two columns {Some(twice)}.");
        if (Problem(layout, unknown, missing) is { } problem)
            throw ServingException.InvalidArgument(problem);
    }

    /// <summary>How many columns the table has.</summary>
    public int Count { get; }

    /// <summary>The values of a row in the order of the layout.</summary>
    public Cell[] Order(Func<int, Cell> cells) =>
        Array.ConvertAll(_sources, source => source < 0 ? default : cells(source));

    /// <summary>What is to be said of names that should not be there and of such that should; null where there are none.</summary>
    public static string? Problem(TableLayout layout, List<string> unknown, List<string> missing)
    {
        if (unknown.Count == 0)
            return missing.Count == 0 ? null : $"{Some(missing)} {Are(missing)} missing.";
        var problem = $"{Some(unknown)} {Are(unknown)} not known";
        if (missing.Count > 0)
            problem += $", and {Some(missing)} {Are(missing)} missing";
        return $"{problem}; the columns are {layout.Names()}.";
    }

    private static string Are(List<string> names) => names.Count == 1 ? "is" : "are";

    private static string Some(List<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? " and more" : "");
}
