using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Schemas;
using Slipway.Deployment.Pipelines.Templates;
using Slipway.Errors;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>
/// A pipeline that has been read: its nodes are a tree under <c>root</c>, and every template and condition is one. Immutable.
/// </summary>
public sealed class PipelineGraph
{
    /// <summary>The node that is asked first.</summary>
    public const string RootName = "root";

    internal PipelineGraph(string name, PipelineConfig config, InputSchema input, GraphNode root, Template? output)
    {
        Name = name;
        Config = config;
        Input = input;
        Root = root;
        Output = output;
    }

    public string Name { get; }

    public PipelineConfig Config { get; }

    public InputSchema Input { get; }

    public GraphNode Root { get; }

    /// <summary>Null: what the root gives is the answer.</summary>
    public Template? Output { get; }

    /// <summary>All that is within, from the root on.</summary>
    public IEnumerable<GraphStep> Steps => StepsOf(Root);

    /// <exception cref="ServingException">FailedPrecondition, with everything that is wrong.</exception>
    public static PipelineGraph Read(string name, PipelineConfig config)
    {
        var problems = new List<(string Path, string Message)>();
        return GraphReader.Read(name, config, problems)
            ?? throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The pipeline '{name}' cannot be run as configured: "
                    + string.Join("; ", problems.Select(problem => $"{problem.Path}: {problem.Message}"))
            );
    }

    internal static IEnumerable<GraphStep> StepsOf(GraphNode node) =>
        node.Steps.SelectMany(step => step.Node is null ? [step] : StepsOf(step.Node).Append(step));
}
