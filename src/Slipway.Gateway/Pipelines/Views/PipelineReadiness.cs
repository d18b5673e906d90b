using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Errors;
using Slipway.Gateway.Pipelines.Endpoints;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Surfaces;

namespace Slipway.Gateway.Pipelines.Views;

/// <summary>Whether a pipeline would be answered: every model is there that a step asks which must not fail.</summary>
internal sealed class PipelineReadiness(TableStore tables, PipelineGraphs graphs)
{
    /// <summary>In a sentence; null where it is ready.</summary>
    public string? WhyNot(PipelineGraph graph) => WhyNot(graph, tables.Current, 0);

    /// <summary>The same of a model or pipeline of a table.</summary>
    public string? WhyNot(string model, GatewayTable table) => WhyNot(model, table, 0);

    private string? WhyNot(PipelineGraph graph, GatewayTable table, int depth)
    {
        foreach (var model in Needed(graph.Root))
        {
            if (WhyNot(model, table, depth) is { } why)
                return $"Pipeline '{graph.Name}' waits: {why}";
        }

        return null;
    }

    private string? WhyNot(string model, GatewayTable table, int depth)
    {
        if (table.TryFindModel(model, out var service))
            return FleetReadiness.TakesRequests(service) ? null : $"no replica of service '{service.Name}' is ready.";
        if (!table.TryFindPipeline(model, out var pipeline) || depth == Deployment.Pipelines.PipelineChecker.MaxDepth)
            return $"there is no model '{model}'.";
        try
        {
            return WhyNot(graphs.Of(pipeline), table, depth + 1);
        }
        catch (ServingException e)
        {
            return e.Message;
        }
    }

    private static IEnumerable<string> Needed(GraphNode node) =>
        node
            .Steps.Where(step => step.OnFailure == StepFailure.Fail)
            .SelectMany(step => step.Node is null ? [step.Service!] : Needed(step.Node));
}
