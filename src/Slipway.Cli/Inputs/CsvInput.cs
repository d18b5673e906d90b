using System.Text;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Inputs;

/// <summary>
/// Inputs from CSV, one example a row. A header that names the inputs gives each its column, for models whose
/// inputs are single columns; otherwise all columns are the row of the model's one input, and a header is skipped.
/// </summary>
internal static class CsvInput
{
    public static void Read(ReadOnlySpan<byte> csv, ModelSignature signature, InferenceRequest request)
    {
        var rows = CsvReader.Read(Encoding.UTF8.GetString(csv).TrimStart('\uFEFF'));
        if (rows.Count == 0)
            throw CliException.Usage("The CSV has no rows.");
        CheckWidths(rows);

        if (rows[0].All(name => signature.FindInput(name) is not null))
            ReadColumns(rows, signature, request);
        else if (signature.Inputs is [var spec])
            ReadRows(rows, spec, request);
        else
        {
            throw CliException.Usage(
                "A CSV for a model with several inputs starts with a header of their names: "
                    + $"{string.Join(',', signature.Inputs.Select(i => i.Name))}."
            );
        }
    }

    private static void ReadColumns(List<string[]> rows, ModelSignature signature, InferenceRequest request)
    {
        var header = rows[0];
        CheckRemain(rows, 1);
        for (var column = 0; column < header.Length; column++)
        {
            var spec = signature.FindInput(header[column])!;
            using var builder = new TensorBuilder(spec);
            for (var row = 1; row < rows.Count; row++)
            {
                builder.Add(rows[row][column], $"in row {row + 1}");
            }

            long count = rows.Count - 1;
            var shape = spec.Shape.Rank <= 1 ? new TensorShape(count) : new TensorShape(count, 1);
            request.Inputs.Add(new NamedTensor(spec.Name, builder.Build(shape)));
        }
    }

    private static void ReadRows(List<string[]> rows, TensorSpec spec, InferenceRequest request)
    {
        if (spec.Shape.Rank > 2)
        {
            throw CliException.Usage(
                $"CSV rows fit an input of one or two dimensions; '{spec.Name}' is {spec.DataType.Name()}{spec.Shape}. "
                    + "Use JSON."
            );
        }

        var first = IsHeader(rows[0], spec.DataType) ? 1 : 0;
        CheckRemain(rows, first);
        var width = rows[0].Length;
        if (spec.Shape.Rank == 2 && spec.Shape[1] >= 0 && spec.Shape[1] != width)
        {
            throw CliException.Usage(
                $"The CSV has {width} columns, but input '{spec.Name}' takes {spec.Shape[1]} values a row. Does it hold "
                    + "a label or an index as well?"
            );
        }

        using var builder = new TensorBuilder(spec);
        for (var row = first; row < rows.Count; row++)
        {
            for (var column = 0; column < width; column++)
            {
                builder.Add(rows[row][column], $"in row {row + 1}, column {column + 1}");
            }
        }

        long count = rows.Count - first;
        // A vector may be written as one row or as one column.
        var shape = spec.Shape.Rank == 2 ? new TensorShape(count, width) : new TensorShape(count * width);
        request.Inputs.Add(new NamedTensor(spec.Name, builder.Build(shape)));
    }

    // Text columns cannot be told from their header; there a header must name the input.
    private static bool IsHeader(string[] row, DataType type)
    {
        using var scratch = new TensorBufferWriter();
        return type != DataType.Bytes && !row.Any(cell => ElementText.TryAppend(scratch, type, cell));
    }

    private static void CheckRemain(List<string[]> rows, int first)
    {
        if (rows.Count == first)
        {
            throw CliException.Usage(
                $"The CSV has no rows of values: its one row, {string.Join(',', rows[0])}, is read as a header."
            );
        }
    }

    private static void CheckWidths(List<string[]> rows)
    {
        for (var row = 1; row < rows.Count; row++)
        {
            if (rows[row].Length != rows[0].Length)
            {
                throw CliException.Usage(
                    $"Row {row + 1} of the CSV has {rows[row].Length} values where the first has {rows[0].Length}."
                );
            }
        }
    }
}
