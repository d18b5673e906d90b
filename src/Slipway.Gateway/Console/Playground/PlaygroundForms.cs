using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Routing;
using Slipway.Errors;
using Slipway.Gateway.Pipelines.Endpoints;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Console.Playground;

/// <summary>Finds out what models and pipelines are to be asked with. Thread-safe.</summary>
internal sealed class PlaygroundForms(
    TableStore tables,
    PipelineGraphs graphs,
    PipelineDescriber describer,
    ReplicaClient replicas
)
{
    private const string Unknown = "{\n  \n}";

    /// <param name="service">Whose replicas are asked.</param>
    /// <param name="model">One of its models.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PlaygroundForm> OfModelAsync(string service, string model, CancellationToken cancellationToken)
    {
        if (Replica(service) is not { } replica)
            return Nothing(model, "No replica of it runs, so nobody tells what it takes; a request may wake one.");
        var name = Uri.EscapeDataString(model);
        if (await replicas.GetAsync($"{replica.Http}/models/{name}", cancellationToken) is { } typed)
            return OfTyped(model, typed);
        var metadata = await replicas.GetAsync($"{replica.Http}/v2/models/{name}", cancellationToken);
        return metadata is { } known && Tensors(known) is { } body
            ? new PlaygroundForm
            {
                Model = model,
                Kind = PlaygroundKind.Tensors,
                Summary = "It has no task, so it is asked with tensors.",
                Example = ReadableJson.Of(body),
            }
            : Nothing(model, "Its replica does not tell what it takes.");
    }

    public async Task<PlaygroundForm> OfPipelineAsync(string name, CancellationToken cancellationToken)
    {
        if (!tables.Current.TryFindPipeline(name, out var pipeline))
            return Nothing(name, "The gateway does not have it yet.") with { Kind = PlaygroundKind.Pipeline };
        try
        {
            var description = await describer.DescribeAsync(graphs.Of(pipeline), cancellationToken);
            return new PlaygroundForm
            {
                Model = name,
                Kind = PlaygroundKind.Pipeline,
                Summary = description.Summary,
                Schema = description.RequestSchema,
                Example = description.Example is { } example ? ReadableJson.Of(example) : Unknown,
            };
        }
        catch (ServingException e)
        {
            return Nothing(name, e.Message) with { Kind = PlaygroundKind.Pipeline };
        }
    }

    private static PlaygroundForm OfTyped(string model, JsonElement description)
    {
        var body = JsonNode.Parse(description.GetRawText()) as JsonObject;
        return new PlaygroundForm
        {
            Model = model,
            Kind = PlaygroundKind.Typed,
            Summary = body?["summary"] is JsonValue summary && summary.TryGetValue(out string? text) ? text : null,
            Schema = body?["request_schema"] as JsonObject,
            Example = body?["example"] is { } example ? ReadableJson.Of(example) : Unknown,
        };
    }

    private static JsonObject? Tensors(JsonElement metadata)
    {
        try
        {
            return TensorExample.Of(metadata);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // Not of the form that the protocol has.
            return null;
        }
    }

    private static PlaygroundForm Nothing(string model, string why) =>
        new()
        {
            Model = model,
            Kind = PlaygroundKind.Typed,
            Example = Unknown,
            Note = why,
        };

    private EndpointRoute? Replica(string service) =>
        tables.Current.TryFindService(service, out var routing)
            ? routing
                .Revisions.OrderByDescending(revision => revision.Route.Weight)
                .SelectMany(revision => revision.Route.Endpoints)
                .FirstOrDefault()
            : null;
}
