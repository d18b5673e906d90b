using System.Text.Json.Nodes;
using Slipway.Gateway.Hosting;

namespace Slipway.Gateway.Pipelines.Views;

/// <summary>A description of a pipeline's typed API (OpenAPI 3.1).</summary>
internal static class OpenApiDocument
{
    private static readonly (string Status, string Meaning)[] Failures =
    [
        ("400", "The request is wrong."),
        ("404", "No step's condition holds for the request."),
        ("413", "The body is too large, or its answer would be."),
        ("502", "A step failed, or what the pipeline makes of its answer is not what the next one takes."),
        ("503", "A step's service is not ready or is full; Retry-After says when to try again."),
        ("504", "The pipeline's time, or the caller's, is over."),
    ];

    public static JsonObject Of(PipelineDescription pipeline) =>
        new()
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = pipeline.Model,
                ["description"] = pipeline.Summary,
                ["version"] = GatewayInfo.Version,
            },
            ["paths"] = new JsonObject { [$"/models/{Uri.EscapeDataString(pipeline.Model)}"] = Path(pipeline) },
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject
                {
                    ["Request"] = pipeline.RequestSchema.DeepClone(),
                    ["Response"] = pipeline.ResponseSchema.DeepClone(),
                    ["Error"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["properties"] = new JsonObject { ["error"] = Type("string") },
                        ["required"] = new JsonArray("error"),
                    },
                },
            },
        };

    private static JsonObject Path(PipelineDescription pipeline) =>
        new()
        {
            ["post"] = new JsonObject
            {
                ["operationId"] = pipeline.Model,
                ["summary"] = pipeline.Summary,
                ["requestBody"] = new JsonObject { ["required"] = true, ["content"] = RequestContent(pipeline) },
                ["responses"] = Responses(),
            },
        };

    private static JsonObject RequestContent(PipelineDescription pipeline)
    {
        var json = new JsonObject { ["schema"] = OneOrMany("Request") };
        if (pipeline.Example is { } example)
            json["example"] = example.DeepClone();
        var content = new JsonObject
        {
            ["application/json"] = json,
            ["application/jsonl"] = new JsonObject { ["schema"] = Type("string") },
        };
        foreach (var type in pipeline.MediaTypes)
        {
            content[type] = new JsonObject { ["schema"] = Type("string") };
        }

        return content;
    }

    private static JsonObject Responses()
    {
        var responses = new JsonObject
        {
            ["200"] = new JsonObject
            {
                ["description"] = "The answer; a list where a list was sent.",
                ["headers"] = new JsonObject
                {
                    ["Server-Timing"] = Header("How long each step took, in milliseconds."),
                    ["Slipway-Failed-Steps"] = Header("Steps that failed and did not end the pipeline."),
                },
                ["content"] = Json(OneOrMany("Response")),
            },
        };
        foreach (var (status, meaning) in Failures)
        {
            responses[status] = new JsonObject { ["description"] = meaning, ["content"] = Json(Ref("Error")) };
        }

        return responses;
    }

    private static JsonObject Header(string description) =>
        new() { ["description"] = description, ["schema"] = Type("string") };

    private static JsonObject Json(JsonObject schema) =>
        new() { ["application/json"] = new JsonObject { ["schema"] = schema } };

    private static JsonObject OneOrMany(string name) =>
        new() { ["anyOf"] = new JsonArray(Ref(name), new JsonObject { ["type"] = "array", ["items"] = Ref(name) }) };

    private static JsonObject Ref(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private static JsonObject Type(string type) => new() { ["type"] = type };
}
