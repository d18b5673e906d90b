using System.Runtime.CompilerServices;
using System.Text.Json;
using Parquet;

namespace Slipway.Cli.Predict.Rows;

/// <summary>Rows of a Parquet file, one row group in memory at a time; columns that are lists or structures are left out.</summary>
internal static class ParquetRows
{
    public static async IAsyncEnumerable<InputRow> ReadAsync(
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var reader = await OpenAsync(path, cancellationToken);
        var fields = reader.Schema.GetDataFields().Where(field => field.Path.Length == 1 && !field.IsArray).ToArray();
        long number = 0;
        var all = Math.Max(1, reader.RowGroups.Sum(group => group.RowCount));
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var count = checked((int)group.RowCount);
            var columns = new JsonElement[fields.Length][];
            for (var f = 0; f < fields.Length; f++)
            {
                columns[f] = await ParquetColumn.ReadAsync(group, fields[f], count, cancellationToken);
            }

            for (var row = 0; row < count; row++)
            {
                var at = row;
                yield return new InputRow(
                    ++number,
                    [.. fields.Select((field, f) => KeyValuePair.Create(field.Name, columns[f][at]))]
                )
                {
                    Share = (double)number / all,
                };
            }
        }
    }

    private static async Task<ParquetReader> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await ParquetReader.CreateAsync(path, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException)
        {
            throw CliException.Usage($"{path} is no Parquet file that can be read: {e.Message}", e);
        }
    }
}
