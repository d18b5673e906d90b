using System.Runtime.CompilerServices;
using System.Text.Json;
using nietras.SeparatedValues;
using Slipway.Cli.Inputs;

namespace Slipway.Cli.Predict.Rows;

/// <summary>Rows of a CSV file with a header row (RFC 4180); the separator is found in the header. Values are texts.</summary>
internal static class CsvRows
{
    public static async IAsyncEnumerable<InputRow> ReadAsync(
        string path,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var file = File.OpenRead(path);
        using var text = TextFile.Open(file);
        using var rows = await Open(path, text, cancellationToken);
        var header = rows.Header.ColNames;
        for (long number = 1; ; number++)
        {
            // A row lives until the next one is asked for, and may not be held across a wait.
            if (!await MoveNextAsync(rows, path, number, cancellationToken))
                yield break;
            yield return Read(rows.Current, header, number) with
            {
                Share = (double)file.Position / Math.Max(1, file.Length),
            };
        }
    }

    private static async Task<SepReader> Open(string path, StreamReader text, CancellationToken cancellationToken)
    {
        var header = TextFile.FirstLine(path);
        if (string.IsNullOrWhiteSpace(header))
            throw CliException.Usage($"{path} has no header row in its first line, which names the columns.");
        if (TextFile.IsWrong(header))
            throw CliException.Usage($"The header row of {path} is not UTF-8; save the file in that encoding.");
        var isTabs = Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase);
        try
        {
            return await CsvReader
                .Options(isTabs ? '\t' : CsvReader.SeparatorOf(header))
                .FromAsync(text, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw CliException.Usage($"{path} has no header row of different column names: {e.Message}", e);
        }
    }

    private static async ValueTask<bool> MoveNextAsync(
        SepReader rows,
        string path,
        long number,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await rows.MoveNextAsync(cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException)
        {
            throw CliException.Usage($"{path} cannot be read from row {number} on: {e.Message}", e);
        }
    }

    private static InputRow Read(SepReader.Row row, IReadOnlyList<string> header, long number)
    {
        if (ProblemOf(row, header) is { } problem)
            return InputRow.Unreadable(number, problem, row.Span);
        var columns = new KeyValuePair<string, JsonElement>[header.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new(header[i], JsonValues.Text(row[i].ToString()));
        }

        return new InputRow(number, columns);
    }

    private static string? ProblemOf(SepReader.Row row, IReadOnlyList<string> header) =>
        TextFile.IsWrong(row.Span) ? TextFile.NoUtf8
        : CsvReader.IsCutOff(row)
            ? "The file ends inside a quoted value of this row; a quote may be missing, or one too many be here."
        : row.ColCount != header.Count ? $"The row has {row.ColCount} values where the header has {header.Count}."
        : null;
}
