using System.Text.Json.Serialization.Metadata;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Deployment.Routing;
using Slipway.Errors;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Pipelines.Statistics;
using Slipway.Gateway.Pipelines.Views;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary><c>/pipelines</c>: what there is, how it is drawn, and its typed API.</summary>
internal sealed class PipelinePages(
    TableStore tables,
    PipelineGraphs graphs,
    PipelineReadiness readiness,
    PipelineDescriber describer,
    PipelineBooks books
)
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods("/pipelines", Get, (RequestDelegate)ListAsync);
        endpoints.MapMethods("/pipelines/{name}", Get, context => OneAsync(context, ShowAsync));
        endpoints.MapMethods("/pipelines/{name}/openapi.json", Get, context => OneAsync(context, DocumentAsync));
    }

    /// <summary>As the console draws it.</summary>
    public PipelineView View(PipelineRoute pipeline)
    {
        var config = pipeline.Pipeline;
        PipelineGraph? graph = null;
        string? why;
        try
        {
            graph = graphs.Of(pipeline);
            why = readiness.WhyNot(graph);
        }
        catch (ServingException e)
        {
            why = e.Message;
        }

        var table = tables.Current;
        return new PipelineView
        {
            Name = pipeline.Name,
            Description = config.Description,
            Ready = why is null,
            Why = why,
            Timeout = config.Timeout,
            Input = config.Input,
            Example = config.Example,
            Output = config.Output,
            Nodes = config.Nodes,
            Drawing = graph is null ? null : GraphDrawer.Draw(graph, model => table.TryFindPipeline(model, out _)),
            Traffic = books.Of(pipeline.Name).Read(graph?.Steps.Select(step => step.Name) ?? []),
        };
    }

    private Task ListAsync(HttpContext context) =>
        WriteAsync(
            context,
            [
                .. tables
                    .Current.Source.Pipelines.OrderBy(pipeline => pipeline.Name, StringComparer.Ordinal)
                    .Select(View),
            ],
            PipelineViewContext.Default.IReadOnlyListPipelineView
        );

    private Task OneAsync(HttpContext context, Func<HttpContext, PipelineRoute, Task> answer)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return tables.Current.TryFindPipeline(name, out var pipeline)
            ? answer(context, pipeline)
            : FailureWriter.WriteAsync(
                context,
                Surface.Rest,
                Refusal.NotFound($"There is no pipeline '{name[..Math.Min(name.Length, 100)]}' here.")
            );
    }

    private Task ShowAsync(HttpContext context, PipelineRoute pipeline) =>
        WriteAsync(context, View(pipeline), PipelineViewContext.Default.PipelineView);

    private async Task DocumentAsync(HttpContext context, PipelineRoute pipeline)
    {
        PipelineGraph graph;
        try
        {
            graph = graphs.Of(pipeline);
        }
        catch (ServingException e)
        {
            await FailureWriter.WriteAsync(context, Surface.Rest, Refusal.Unavailable(e.Message));
            return;
        }

        var document = OpenApiDocument.Of(await describer.DescribeAsync(graph, context.RequestAborted));
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(document.ToJsonString(), context.RequestAborted);
    }

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);
}
