using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Tasks.Tabular.Answers;
using Slipway.Tasks.Tabular.Columns;

namespace Slipway.Tasks.Tabular;

/// <summary>Says what records have and what is answered.</summary>
internal static class TabularDescription
{
    // A page that shows thousands of columns helps nobody.
    private const int MostColumns = 2000;

    public static TypedDescription Of(
        string task,
        string? summary,
        TableLayout layout,
        AnswerLayout answers,
        bool takesText
    ) =>
        new()
        {
            Task = task,
            Summary = summary ?? "Takes records with named columns, in JSON or CSV, and answers each of them.",
            RequestSchema = Element(Schema(layout)),
            ResponseSchema = Element(answers.Schema()),
            Example = Element(Example(layout)),
            MediaTypes = takesText ? [CsvAnswer.MediaType, "text/plain"] : [CsvAnswer.MediaType],
            Labels = answers.Labels,
        };

    private static JsonObject Schema(TableLayout layout)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var column in layout.Columns.Take(MostColumns))
        {
            var schema = column.Encoder.Schema;
            if (column.Description is not null)
                schema["description"] = column.Description;
            if (!column.Default.IsMissing && column.Encoder is not ListEncoder)
                schema["default"] = ToNode(column.Default);
            properties[column.Name] = schema;
            if (column.IsRequired)
                required.Add((JsonNode)column.Name);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }

    private static JsonObject Example(TableLayout layout)
    {
        var example = new JsonObject();
        foreach (var column in layout.Columns.Where(column => !column.IsOptional).Take(MostColumns))
        {
            example[column.Name] = column.Example?.DeepClone() ?? column.Encoder.Example;
        }

        return example;
    }

    private static JsonNode? ToNode(Cell cell) =>
        cell.Kind is CellKind.Text ? JsonValue.Create(cell.Text) : JsonNode.Parse(cell.Text);

    private static JsonElement Element(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }
}
