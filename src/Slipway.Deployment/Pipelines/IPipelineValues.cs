using System.Text.Json;

namespace Slipway.Deployment.Pipelines;

/// <summary>
/// What the paths of one step, or of the output, can see. What is not there is <see cref="JsonValueKind.Undefined"/>.
/// </summary>
public interface IPipelineValues
{
    /// <summary>What the caller sent.</summary>
    JsonElement Request { get; }

    /// <summary>What the step before gave; at a node's first step, what came to the node.</summary>
    JsonElement Response { get; }

    /// <summary>The names of the steps that failed and did not end the pipeline, so far: a list of texts.</summary>
    JsonElement Failed { get; }

    /// <summary>What a step gave that was done before.</summary>
    JsonElement Step(string name);
}
