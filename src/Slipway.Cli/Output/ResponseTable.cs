using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Spectre.Console;

namespace Slipway.Cli.Output;

/// <summary>
/// A response as a table for people: a line for each row of each output, class labels with the highest values first
/// where the signature names them, and long rows cut short.
/// </summary>
internal static class ResponseTable
{
    private const int MostRows = 10;
    private const int MostValues = 8;
    private const int MostLabels = 5;

    public static Table Create(InferenceResponse response, ModelSignature signature)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("output").AddColumn("type").AddColumn(new TableColumn("row").RightAligned()).AddColumn("value");
        foreach (var output in response.Outputs)
        {
            AddOutput(table, output, signature.FindOutput(output.Name)?.Labels ?? []);
        }

        return table;
    }

    private static void AddOutput(Table table, NamedTensor output, IReadOnlyList<string> labels)
    {
        var tensor = output.Tensor;
        var (rows, width) = Rows(tensor);
        var type = $"{tensor.DataType.Name()} {tensor.Shape}";
        for (long row = 0; row < Math.Min(rows, MostRows); row++)
        {
            var value =
                labels.Count > 1 && labels.Count == width
                    ? Labelled(tensor, row * width, labels)
                    : Plain(tensor, row * width, width);
            table.AddRow(
                Markup.Escape(row == 0 ? output.Name : ""),
                Markup.Escape(row == 0 ? type : ""),
                rows > 1 ? $"{row}" : "",
                Markup.Escape(value)
            );
        }

        if (rows > MostRows)
            table.AddRow("", "", "", $"… {rows - MostRows} more rows; --json prints all");
        if (rows == 0)
            table.AddRow(Markup.Escape(output.Name), Markup.Escape(type), "", "(empty)");
    }

    private static (long Rows, long Width) Rows(Tensor tensor)
    {
        if (tensor.Shape.Rank == 0)
            return (1, 1);
        var rows = tensor.ElementCount == 0 ? 0 : tensor.Shape[0];
        return (rows, rows == 0 ? 0 : tensor.ElementCount / rows);
    }

    private static string Plain(Tensor tensor, long start, long width)
    {
        var shown = string.Join(", ", TensorText.Read(tensor, start, Math.Min(width, MostValues), exact: false));
        return width > MostValues ? $"{shown}, … ({width} values)" : shown;
    }

    private static string Labelled(Tensor tensor, long start, IReadOnlyList<string> labels)
    {
        var best = Enumerable
            .Range(0, labels.Count)
            .OrderByDescending(i => TensorText.Number(tensor, (int)start + i))
            .Take(MostLabels)
            .Select(i => $"{labels[i]} {TensorText.Read(tensor, start + i, 1, exact: false)[0]}");
        var shown = string.Join(", ", best);
        return labels.Count > MostLabels ? $"{shown}, …" : shown;
    }
}
