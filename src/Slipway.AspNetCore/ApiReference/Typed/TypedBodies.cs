using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Slipway.Tasks;

namespace Slipway.AspNetCore.ApiReference.Typed;

/// <summary>The bodies that a typed model takes, each with an example where it can be shown.</summary>
internal static class TypedBodies
{
    private const string Csv = "text/csv";
    private const string Form = "multipart/form-data";

    /// <summary>JSON comes first: that is the form that a reader sees.</summary>
    /// <param name="document">Holds the components.</param>
    /// <param name="request">The component of one request.</param>
    /// <param name="typed">What the model takes.</param>
    public static Dictionary<string, OpenApiMediaType> Requests(
        OpenApiDocument document,
        string request,
        TypedDescription typed
    )
    {
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [TypedAnswer.Json] = new() { Schema = OneOrMany(document, request), Example = Node(typed.Example) },
            [TypedAnswer.JsonLines] = new()
            {
                Schema = SharedSchemas.Text($"One `{request}` on each line."),
                Example = Text(TypedExample.Json(typed)),
            },
        };
        foreach (var mediaType in typed.MediaTypes)
        {
            content.TryAdd(mediaType, Other(mediaType, typed));
        }

        if (typed.MediaTypes.Any(IsFile))
            content.TryAdd(Form, FileForm(typed));
        return content;
    }

    /// <summary>What comes back: an answer, or one for each request of a list.</summary>
    public static Dictionary<string, OpenApiMediaType> Responses(OpenApiDocument document, string response) =>
        new(StringComparer.Ordinal)
        {
            [TypedAnswer.Json] = new() { Schema = OneOrMany(document, response) },
            [TypedAnswer.JsonLines] = new()
            {
                Schema = SharedSchemas.Text(
                    $"To JSON lines: one `{response}` on each line, or an `Error` in the place of a line that is wrong."
                ),
            },
        };

    private static OpenApiSchema OneOrMany(OpenApiDocument document, string component) =>
        new()
        {
            AnyOf =
            [
                new OpenApiSchemaReference(component, document),
                SharedSchemas.Array(new OpenApiSchemaReference(component, document)),
            ],
        };

    private static bool IsImage(string mediaType) => mediaType.StartsWith("image/", StringComparison.Ordinal);

    private static bool IsFile(string mediaType) => IsImage(mediaType) || mediaType is Csv or Form;

    private static OpenApiMediaType Other(string mediaType, TypedDescription typed) =>
        mediaType == Form ? FileForm(typed)
        : IsImage(mediaType) ? new OpenApiMediaType { Schema = Binary("The picture, as it is in its file.") }
        : new OpenApiMediaType
        {
            Schema = SharedSchemas.Text(mediaType == Csv ? "A row for each record, under a row of names." : null),
            Example = Text(mediaType == Csv ? TypedExample.Csv(typed) : TypedExample.Text(typed)),
        };

    private static OpenApiMediaType FileForm(TypedDescription typed)
    {
        var field = typed.MediaTypes.Any(IsImage) ? "image" : "file";
        var form = SharedSchemas.Object((field, Binary("The file; options are further fields."), true));
        form.AdditionalProperties = SharedSchemas.Text(null);
        return new OpenApiMediaType { Schema = form };
    }

    private static OpenApiSchema Binary(string description) =>
        new()
        {
            Type = JsonSchemaType.String,
            Format = "binary",
            Description = description,
        };

    private static JsonNode? Node(JsonElement element) =>
        element.ValueKind == JsonValueKind.Undefined ? null : JsonNode.Parse(element.GetRawText());

    private static JsonValue? Text(string? text) => text is null ? null : JsonValue.Create(text);
}
