using Slipway.Configuration;
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

    /// <summary>Pipelines that ask each other, one within the other.</summary>
    public const int MaxDepth = 8;

    /// <summary>The path of a pipeline in the manifest, as problems have it; a name with a dot is quoted.</summary>
    public static string PathOf(string pipeline) => NodePath.Join("pipelines", pipeline);

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
            problems.AddRange(own.Select(problem => ($"{PathOf(name)}.{problem.Path}", problem.Message)));
            foreach (var (at, step) in StepsOf(name, config).Where(step => !string.IsNullOrEmpty(step.Step.Service)))
            {
                if (!known.Contains(step.Service!))
                    problems.Add(($"{at}.service", Unknown(step.Service!, config, known)));
                else if (step.Tensors is not null && pipelines.ContainsKey(step.Service!))
                    problems.Add(($"{at}.tensors", "tensors are for models; a pipeline takes 'input'"));
            }
        }

        new PipelineCalls(pipelines, problems).Check();
        return problems;
    }

    /// <summary>With their paths in the manifest.</summary>
    internal static IEnumerable<(string At, StepConfig Step)> StepsOf(string pipeline, PipelineConfig config) =>
        config.Nodes.SelectMany(node =>
            node.Value.Steps.Select(
                (step, i) =>
                    ($"{NodePath.Join(NodePath.Join("pipelines", pipeline) + ".nodes", node.Key)}.steps[{i}]", step)
            )
        );

    private static string Unknown(string service, PipelineConfig config, IEnumerable<string> known)
    {
        var remedy = config.Nodes.ContainsKey(service)
            ? $"there is a node of this name, which is asked by 'node: {service}'"
            : $"models: {Shown.List(known)}";
        return $"no service has the model '{Shown.Of(service)}'; {remedy}";
    }
}
