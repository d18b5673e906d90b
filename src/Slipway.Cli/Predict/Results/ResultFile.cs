using Slipway.Cli.Predict.Rows;

namespace Slipway.Cli.Predict.Results;

/// <summary>Makes the output of the lines of a finished run.</summary>
internal static class ResultFile
{
    /// <summary>The output is there whole or not at all.</summary>
    public static async Task WriteAsync(PredictFiles files, CancellationToken cancellationToken)
    {
        var format = RowFile.FormatOf(files.Output);
        if (format == TableFormat.JsonLines)
        {
            File.Move(files.Partial, files.Output, overwrite: true);
            return;
        }

        // Its name ends as the output's does, by which its form is chosen.
        var next = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(files.Output))!,
            $".{Path.GetFileNameWithoutExtension(files.Output)}.next{Path.GetExtension(files.Output)}"
        );
        try
        {
            var table = ResultTable.Open(files.Partial);
            if (format == TableFormat.Csv)
                CsvResults.Write(table, next);
            else
                await ParquetResults.WriteAsync(table, next, cancellationToken);
            File.Move(next, files.Output, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}
