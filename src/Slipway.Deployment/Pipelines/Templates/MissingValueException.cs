using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Templates;

/// <summary>Nothing is where a template requires something.</summary>
public sealed class MissingValueException(PipelinePath path) : Exception($"nothing is at {path}, or null")
{
    public PipelinePath Path { get; } = path;
}
