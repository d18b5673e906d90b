namespace Slipway.Cli.Predict.Rows;

/// <summary>The forms of tables that are read and written.</summary>
internal enum TableFormat
{
    Csv,
    JsonLines,
    Parquet,
}

/// <summary>Chooses a form by a file's name.</summary>
internal static class RowFile
{
    public const string Names = ".csv, .tsv, .jsonl (or .ndjson), .parquet";

    /// <exception cref="CliException">The name ends in none of them.</exception>
    public static TableFormat FormatOf(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" or ".tsv" => TableFormat.Csv,
            ".jsonl" or ".ndjson" => TableFormat.JsonLines,
            ".parquet" => TableFormat.Parquet,
            _ => throw CliException.Usage(
                $"'{path}' is no table that can be told by its name; it ends in one of {Names}."
            ),
        };

    /// <summary>The rows of a file, read as they are taken.</summary>
    /// <exception cref="CliException">It is not there, or is no table of its form.</exception>
    public static IAsyncEnumerable<InputRow> ReadAsync(string path, CancellationToken cancellationToken) =>
        FormatOf(path) switch
        {
            TableFormat.Csv => CsvRows.ReadAsync(path, cancellationToken),
            TableFormat.JsonLines => JsonLineRows.ReadAsync(path, cancellationToken),
            _ => ParquetRows.ReadAsync(path, cancellationToken),
        };
}
