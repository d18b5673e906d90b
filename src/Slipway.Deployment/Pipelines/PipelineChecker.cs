using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Graphs;

namespace Slipway.Deployment.Pipelines;

/// <summary>
/// The one place for the rules of pipelines beyond the kinds of their values: nodes and what leads to them, steps and their names,
/// weights and conditions, templates and what they refer to, the models that are asked, and pipelines that ask each other. It
/// tells of everything at once. Pure.
/// </summary>
public static class PipelineChecker
{
    /// <summary>Models that one request may ask, pipelines that are asked by pipelines among it.</summary>
    public const int MaxCalls = 1000;

    /// <summary>Checks all pipelines of a manifest.</summary>
    /// <param name="pipelines">By name.</param>
    /// <param name="models">The names of the services' models.</param>
    /// <returns>What is wrong, by its path in the manifest (<c>pipelines.extract.nodes.root.steps[0].service</c>).</returns>
    public static IReadOnlyList<(string Path, string Message)> Check(
        IReadOnlyDictionary<string, PipelineConfig> pipelines,
        IReadOnlyCollection<string> models
    )
    {
        var problems = new List<(string Path, string Message)>();
        var known = models.Concat(pipelines.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, config) in pipelines)
        {
            var own = new List<(string Path, string Message)>();
            GraphReader.Read(name, config, own);
            CheckServices(config, known, own);
            problems.AddRange(own.Select(problem => ($"pipelines.{name}.{problem.Path}", problem.Message)));
        }

        new PipelineCalls(pipelines, problems).Check();
        return problems;
    }

    private static void CheckServices(
        PipelineConfig config,
        HashSet<string> known,
        List<(string Path, string Message)> problems
    )
    {
        foreach (var (node, i, step) in StepsOf(config))
        {
            if (step.Service is not { Length: > 0 } service || known.Contains(service))
                continue;
            var remedy = config.Nodes.ContainsKey(service)
                ? $"there is a node of this name, which is asked by 'node: {service}'"
                : $"models: {Shown.List(known)}";
            problems.Add(
                ($"nodes.{node}.steps[{i}].service", $"no service has the model '{Shown.Of(service)}'; {remedy}")
            );
        }
    }

    internal static IEnumerable<(string Node, int Index, StepConfig Step)> StepsOf(PipelineConfig config) =>
        config.Nodes.SelectMany(node => node.Value.Steps.Select((step, i) => (node.Key, i, step)));
}
