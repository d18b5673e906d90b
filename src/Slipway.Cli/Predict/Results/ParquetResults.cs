using Parquet;
using Parquet.Schema;

namespace Slipway.Cli.Predict.Results;

/// <summary>Writes a table of results as Parquet; every column may be null.</summary>
internal static class ParquetResults
{
    private const int RowsInAGroup = 50_000;

    public static async Task WriteAsync(ResultTable table, string path, CancellationToken cancellationToken)
    {
        var fields = table.Columns.Select(Field).ToArray();
        await using var file = File.Create(path);
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(fields),
            file,
            cancellationToken: cancellationToken
        );
        foreach (var rows in table.Rows().Chunk(RowsInAGroup))
        {
            using var group = writer.CreateRowGroup();
            for (var i = 0; i < fields.Length; i++)
            {
                var at = i;
                var cells = rows.Select(row =>
                    row[at] is { ValueKind: not System.Text.Json.JsonValueKind.Null } cell
                        ? cell
                        : (System.Text.Json.JsonElement?)null
                );
                await (
                    table.Columns[i].Type switch
                    {
                        ResultType.Boolean => Write<bool>(cells.Select(cell => cell?.GetBoolean())),
                        ResultType.Integer => Write<long>(cells.Select(cell => cell?.GetInt64())),
                        ResultType.Number => Write<double>(cells.Select(cell => cell?.GetDouble())),
                        _ => group.WriteAsync(fields[i], cells.Select(ResultColumn.TextOf).ToArray()!),
                    }
                );

                Task Write<T>(IEnumerable<T?> values)
                    where T : struct =>
                    group.WriteAsync(
                        fields[at],
                        (ReadOnlyMemory<T?>)values.ToArray(),
                        cancellationToken: cancellationToken
                    );
            }

            group.CompleteValidate();
        }
    }

    private static DataField Field(ResultColumn column) =>
        new(
            column.Name,
            column.Type switch
            {
                ResultType.Boolean => typeof(bool),
                ResultType.Integer => typeof(long),
                ResultType.Number => typeof(double),
                _ => typeof(string),
            },
            isNullable: true
        );
}
