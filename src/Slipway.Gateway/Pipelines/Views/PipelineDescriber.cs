using System.Text.Json.Nodes;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Gateway.Calling;
using Slipway.Gateway.Pipelines.Views.Schemas;

namespace Slipway.Gateway.Pipelines.Views;

/// <summary>Tells how a pipeline is to be spoken to; its models are asked what they answer.</summary>
internal sealed class PipelineDescriber(IModelCaller models)
{
    /// <summary>What the metadata of Open Inference calls it.</summary>
    public const string Platform = "slipway_pipeline";

    private const string Kind = "pipeline";
    private const int LargestDescription = 1 << 20;

    // A model that does not tell leaves its part of the schema open.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<PipelineDescription> DescribeAsync(PipelineGraph graph, CancellationToken cancellationToken)
    {
        var services = graph
            .Steps.Where(step => step is { Service: not null, Tensors: null })
            .Select(step => step.Service!);
        var answers = await Task.WhenAll(
            services.Distinct().Select(service => AnswerOfAsync(service, cancellationToken))
        );
        var known = answers
            .Where(answer => answer.Schema is not null)
            .ToDictionary(answer => answer.Model, answer => answer.Schema!);
        return new PipelineDescription(
            graph.Name,
            1,
            Kind,
            graph.Config.Description ?? $"The pipeline '{graph.Name}'.",
            (JsonObject?)graph.Config.Input?.DeepClone() ?? new JsonObject { ["type"] = "object" },
            new AnswerSchema(graph, known).Make(),
            graph.Config.Example?.DeepClone(),
            graph.Input.Subject is null ? [] : ["text/plain"],
            []
        );
    }

    private async Task<(string Model, JsonObject? Schema)> AnswerOfAsync(
        string model,
        CancellationToken cancellationToken
    )
    {
        var call = ModelCall.Typed(model, default) with
        {
            Method = HttpMethod.Get,
            Timeout = Patience,
            MaxAnswerBytes = LargestDescription,
        };
        var answer = await models.CallAsync(call, cancellationToken);
        if (!answer.IsSuccess)
            return (model, null);
        try
        {
            var description = JsonNode.Parse(answer.Body.Span) as JsonObject;
            return (model, SchemaInlining.Inline(description?["response_schema"]));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or ArgumentException)
        {
            return (model, null);
        }
    }
}
