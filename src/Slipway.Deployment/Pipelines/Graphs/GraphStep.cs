using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Conditions;
using Slipway.Deployment.Pipelines.Templates;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>A step, as its pipeline runs it: it asks either a model or a node. Immutable.</summary>
public sealed record GraphStep
{
    /// <summary>Its own within the pipeline.</summary>
    public required string Name { get; init; }

    /// <summary>The model, or the pipeline, that is asked; null where a node is.</summary>
    public string? Service { get; init; }

    /// <summary>The node that is asked; null where a model is.</summary>
    public GraphNode? Node { get; init; }

    /// <summary>What it asks with; null: what came to it.</summary>
    public Template? Input { get; init; }

    /// <summary>By the model's input; null where it is asked over the typed API.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>>? Tensors { get; init; }

    /// <summary>Null: always.</summary>
    public Condition? When { get; init; }

    /// <summary>Of a splitter's step; else 0.</summary>
    public double Weight { get; init; }

    /// <summary>Null: what is left of the pipeline's.</summary>
    public TimeSpan? Timeout { get; init; }

    public StepFailure OnFailure { get; init; }

    /// <summary>What it gives where it failed and the pipeline goes on.</summary>
    public required Template Fallback { get; init; }

    /// <summary>Where the configuration has it, for messages: <c>nodes.root.steps[0]</c>.</summary>
    public required string At { get; init; }
}
