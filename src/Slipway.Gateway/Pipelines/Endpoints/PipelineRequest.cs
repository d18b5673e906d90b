using Slipway.Deployment.Pipelines.Graphs;

namespace Slipway.Gateway.Pipelines.Endpoints;

/// <summary>A request that is for a pipeline.</summary>
/// <param name="Context">What it came in.</param>
/// <param name="Graph">The pipeline.</param>
/// <param name="Rest">What is behind the pipeline's name in the path: <c>/infer</c>, <c>:predict</c>, or nothing.</param>
internal sealed record PipelineRequest(HttpContext Context, PipelineGraph Graph, string Rest)
{
    public CancellationToken Aborted => Context.RequestAborted;
}
