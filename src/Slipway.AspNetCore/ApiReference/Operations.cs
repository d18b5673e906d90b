using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Small pieces that every operation is made of.</summary>
internal static class Operations
{
    public static OpenApiOperation Make(OpenApiDocument document, string tag, string id, string summary) =>
        new()
        {
            OperationId = id,
            Summary = summary,
            Tags = new HashSet<OpenApiTagReference> { new(tag, document) },
            Responses = [],
        };

    public static OpenApiPathItem Path(HttpMethod method, OpenApiOperation operation) =>
        new() { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [method] = operation } };

    public static OpenApiResponse Error(OpenApiDocument document, string description) =>
        Json(document, description, SharedSchemas.Error);

    public static OpenApiResponse Json(OpenApiDocument document, string description, string schema) =>
        new()
        {
            Description = description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(schema, document) },
            },
        };

    /// <summary>A command that a reader can run.</summary>
    public static Dictionary<string, IOpenApiExtension> CodeSamples(string curl)
    {
        var sample = new JsonObject
        {
            ["lang"] = "curl",
            ["label"] = "curl",
            ["source"] = curl,
        };
        return new(StringComparer.Ordinal) { ["x-codeSamples"] = new JsonNodeExtension(new JsonArray(sample)) };
    }
}
