using Microsoft.OpenApi;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>Adds the paths that every server has.</summary>
internal static class ServerOperations
{
    private const string Tag = "Server";

    public static void Add(OpenApiDocument document)
    {
        document.Tags?.Add(
            new OpenApiTag { Name = Tag, Description = "Health, metadata, settings and metrics of the process." }
        );

        var live = Get(document, "/v2/health/live", "isServerLive", "Liveness");
        live.Description = "Whether the process answers; never depends on a model.";
        live.Responses?.Add("200", new OpenApiResponse { Description = "It does." });

        var ready = Get(document, "/v2/health/ready", "isServerReady", "Readiness");
        ready.Description = "Whether every model that was to be loaded at the start is available.";
        ready.Responses?.Add("200", new OpenApiResponse { Description = "All are." });
        ready.Responses?.Add(
            "503",
            Operations.Error(document, "A model is loading or failed, or the server is draining; the error names it.")
        );

        var metadata = Get(document, "/v2", "getServer", "Metadata");
        metadata.Responses?.Add(
            "200",
            Operations.Json(document, "Name, version and protocol extensions.", SharedSchemas.ServerMetadata)
        );

        var models = Get(document, "/v1/models", "listModels", "List of models");
        models.Responses?.Add("200", Operations.Json(document, "The names of the models.", SharedSchemas.ModelList));

        SettingsOperations.Add(document, Tag);

        var metrics = Get(document, "/metrics", "getMetrics", "Metrics");
        metrics.Responses?.Add(
            "200",
            new OpenApiResponse
            {
                Description = "Prometheus text format.",
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["text/plain"] = new() { Schema = SharedSchemas.Text(null) },
                },
            }
        );
    }

    private static OpenApiOperation Get(OpenApiDocument document, string path, string id, string summary)
    {
        var operation = Operations.Make(document, Tag, id, summary);
        document.Paths.Add(path, Operations.Path(HttpMethod.Get, operation));
        return operation;
    }
}
