using Slipway.Deployment.Routing;

namespace Slipway.Gateway.Calling;

/// <summary>
/// Who answers for pipelines: requests whose path or message names a pipeline of the routing table are handed to it.
/// Thread-safe. A pipeline's object is the same as long as the table is.
/// </summary>
internal interface IPipelineHost
{
    /// <summary>Answers a request over REST or gRPC whose model is the pipeline; nothing of its body has been taken.</summary>
    /// <param name="context">The request; its path is as it came.</param>
    /// <param name="pipeline">Out of the table that the request sees.</param>
    Task AnswerAsync(HttpContext context, PipelineRoute pipeline);

    /// <summary>Answers a call of another pipeline's step, as <see cref="IModelCaller.CallAsync"/>.</summary>
    Task<ModelAnswer> CallAsync(ModelCall call, PipelineRoute pipeline, CancellationToken cancellationToken);
}
