using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Adds the paths of Triton's log and trace settings.</summary>
internal static class SettingsOperations
{
    private const string LogSettings = "LogSettings";
    private const string TraceSettings = "TraceSettings";

    public static void Add(OpenApiDocument document, string tag)
    {
        document.AddComponent<IOpenApiSchema>(
            LogSettings,
            SharedSchemas.Object(
                ("log_file", SharedSchemas.Text("Cannot be changed."), false),
                ("log_info", Switch(), false),
                ("log_warning", Switch(), false),
                ("log_error", Switch(), false),
                ("log_verbose_level", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "0" }, false),
                ("log_format", SharedSchemas.Text("Cannot be changed."), false)
            )
        );
        document.AddComponent<IOpenApiSchema>(
            TraceSettings,
            SharedSchemas.Object(
                ("trace_level", SharedSchemas.Array(SharedSchemas.Text("OFF or TIMESTAMPS.")), false),
                ("trace_rate", SharedSchemas.Text("One in how many requests."), false),
                ("trace_count", SharedSchemas.Text("How many more; -1 for no end."), false),
                ("log_frequency", SharedSchemas.Text("Traces in each file."), false),
                ("trace_file", SharedSchemas.Text("Cannot be changed."), false),
                ("trace_mode", SharedSchemas.Text("Cannot be changed."), false)
            )
        );
        Add(document, tag, "/v2/logging", "LogSettings", "log settings", LogSettings);
        Add(document, tag, "/v2/trace/setting", "TraceSettings", "trace settings", TraceSettings);
    }

    private static OpenApiSchema Switch() => new() { Type = JsonSchemaType.Boolean };

    private static void Add(OpenApiDocument document, string tag, string path, string id, string what, string schema)
    {
        var get = Operations.Make(document, tag, "get" + id, $"Read the {what}");
        get.Responses?.Add("200", Operations.Json(document, "The settings.", schema));
        var post = Operations.Make(document, tag, "update" + id, $"Change the {what}");
        post.Description = "Only where the server runs with `--management inference`. What is not named stays.";
        post.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(schema, document) },
            },
        };
        post.Responses?.Add("200", Operations.Json(document, "The settings as they are now.", schema));
        post.Responses?.Add(
            "400",
            Operations.Error(document, "A setting is unknown or wrong, or may not be changed here.")
        );
        post.Responses?.Add("501", Operations.Error(document, "A setting that this server cannot change."));
        document.Paths.Add(
            path,
            new OpenApiPathItem
            {
                Operations = new Dictionary<HttpMethod, OpenApiOperation>
                {
                    [HttpMethod.Get] = get,
                    [HttpMethod.Post] = post,
                },
            }
        );
    }
}
