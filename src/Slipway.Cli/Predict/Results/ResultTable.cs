using System.Text.Json;

namespace Slipway.Cli.Predict.Results;

/// <summary>
/// The answers as a table: the input's columns, then a column for each member of a prediction (<c>prediction.label</c>). What
/// is a list or an object is its JSON. Read from the lines of a finished run, twice: the columns are known only at its end.
/// </summary>
internal sealed class ResultTable
{
    private readonly string _path;

    private ResultTable(string path, IReadOnlyList<ResultColumn> columns)
    {
        _path = path;
        Columns = columns;
    }

    public IReadOnlyList<ResultColumn> Columns { get; }

    public static ResultTable Open(string path)
    {
        var columns = new List<ResultColumn>();
        var known = new Dictionary<string, ResultColumn>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(path))
        {
            foreach (var (name, value) in Cells(JsonElement.Parse(line)))
            {
                if (!known.TryGetValue(name, out var column))
                {
                    columns.Add(column = new ResultColumn(name));
                    known.Add(name, column);
                }

                column.See(value);
            }
        }

        return new ResultTable(path, columns);
    }

    /// <summary>The cells of each row, in the order of <see cref="Columns"/>; null where a row has none.</summary>
    public IEnumerable<JsonElement?[]> Rows()
    {
        var places = Columns.Select((column, at) => (column.Name, at)).ToDictionary(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(_path))
        {
            var row = new JsonElement?[Columns.Count];
            foreach (var (name, value) in Cells(JsonElement.Parse(line)))
            {
                row[places[name]] = value;
            }

            yield return row;
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Cells(JsonElement row)
    {
        foreach (var member in row.EnumerateObject())
        {
            if (member.Name != AnswerFile.Prediction || member.Value.ValueKind != JsonValueKind.Object)
            {
                yield return (member.Name, member.Value);
                continue;
            }

            foreach (var inner in member.Value.EnumerateObject())
            {
                yield return ($"{AnswerFile.Prediction}.{inner.Name}", inner.Value);
            }
        }
    }
}
