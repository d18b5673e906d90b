using System.Collections.Frozen;
using System.Numerics;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Tabular.Columns;

/// <summary>One of a list of words, as its number, or as one element for each of them of which one is 1.</summary>
internal sealed class CategoryEncoder<T> : ColumnEncoder
    where T : unmanaged, INumber<T>
{
    private const int MostInMessage = 12;

    private readonly List<string> _names;
    private readonly FrozenDictionary<string, T> _values;
    private readonly bool _isOneHot;

    /// <param name="categories">The words and their numbers, which are their places where it is one-hot.</param>
    /// <param name="isOneHot">Which of the two.</param>
    public CategoryEncoder(IReadOnlyList<KeyValuePair<string, double>> categories, bool isOneHot)
    {
        _names = [.. categories.Select(category => category.Key)];
        _values = categories.ToFrozenDictionary(
            category => category.Key,
            category => T.CreateChecked(category.Value),
            StringComparer.Ordinal
        );
        _isOneHot = isOneHot;
    }

    public override int Width => _isOneHot ? _names.Count : 1;

    public override string Expected =>
        "one of "
        + string.Join(", ", _names.Take(MostInMessage).Select(name => $"\"{name}\""))
        + (_names.Count > MostInMessage ? $" and {_names.Count - MostInMessage} more" : "");

    public override JsonObject Schema => new() { ["enum"] = new JsonArray([.. _names.Select(name => (JsonNode)name)]) };

    public override JsonNode Example => _names[0];

    // A category may look like a number, and in JSON is then often written as one.
    public override bool TryWrite(Cell cell, InputRows rows, int at)
    {
        if (cell.Kind is CellKind.List or CellKind.Object || !_values.TryGetValue(cell.Text, out var value))
            return false;
        if (!_isOneHot)
        {
            rows.Numbers<T>()[at] = value;
            return true;
        }

        var places = rows.Numbers<T>().Slice(at, Width);
        places.Clear();
        places[int.CreateTruncating(value)] = T.One;
        return true;
    }

    public override bool TryWriteNaN(InputRows rows, int at)
    {
        var missing = T.CreateSaturating(double.NaN);
        if (_isOneHot || !T.IsNaN(missing))
            return false;
        rows.Numbers<T>()[at] = missing;
        return true;
    }
}
