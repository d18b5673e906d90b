using System.Collections.Immutable;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Paths;
using Slipway.Deployment.Pipelines.Templates;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>
/// Refuses <c>$steps.NAME</c> where no such step can have been done before: in a sequence the steps before and all within
/// them have been, also those before the steps above; the others of an ensemble, a switch or a splitter have not.
/// </summary>
internal sealed class ReferenceCheck(GraphNode root, Action<string, string> wrong)
{
    private readonly Dictionary<string, string> _places = PipelineGraph
        .StepsOf(root)
        .DistinctBy(step => step.Name)
        .ToDictionary(step => step.Name, step => step.At);

    public void Check(Template? output)
    {
        var done = Check(root, []);
        foreach (var (at, path) in output?.Paths ?? [])
        {
            Check(path, at, done);
        }
    }

    /// <returns>What has been done after the node besides what was before, whatever became of it.</returns>
    private ImmutableHashSet<string> Check(GraphNode node, ImmutableHashSet<string> before)
    {
        var within = ImmutableHashSet<string>.Empty;
        foreach (var step in node.Steps)
        {
            var done = node.Kind == NodeKind.Sequence ? before.Union(within) : before;
            Check(step, done);
            if (step.Node is not null)
                within = within.Union(Check(step.Node, done));
            within = within.Add(step.Name);
        }

        return within;
    }

    private void Check(GraphStep step, ImmutableHashSet<string> done)
    {
        var templates = (step.Tensors ?? []).Select(tensor => tensor.Value).Append(step.Input).Append(step.Fallback);
        foreach (var (at, path) in templates.SelectMany(template => template?.Paths ?? []))
        {
            Check(path, at, done);
        }

        foreach (var path in step.When?.Paths ?? [])
        {
            Check(path, $"{step.At}.when", done);
        }
    }

    private void Check(PipelinePath path, string at, ImmutableHashSet<string> done)
    {
        if (path.Root != PathRoot.Step || done.Contains(path.Step))
            return;
        wrong(
            at,
            _places.TryGetValue(path.Step, out var place)
                ? $"{path}: the step '{path.Step}' ({place}) cannot have been done before"
                : $"{path}: there is no step '{Shown.Of(path.Step)}'; steps: {Shown.List(_places.Keys)}"
        );
    }
}
