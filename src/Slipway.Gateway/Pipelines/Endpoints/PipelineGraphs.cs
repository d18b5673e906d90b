using System.Runtime.CompilerServices;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Deployment.Routing;
using Slipway.Errors;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>Graphs of the routing table's pipelines, each read when it is first asked for. Thread-safe.</summary>
internal sealed class PipelineGraphs
{
    private readonly ConditionalWeakTable<PipelineRoute, PipelineGraph> _graphs = [];

    /// <exception cref="ServingException">FailedPrecondition: it cannot be run as configured.</exception>
    public PipelineGraph Of(PipelineRoute pipeline) =>
        _graphs.GetValue(pipeline, static route => PipelineGraph.Read(route.Name, route.Pipeline));
}
