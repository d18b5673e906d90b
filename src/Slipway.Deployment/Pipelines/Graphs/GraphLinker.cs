using Slipway.Configuration;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Pipelines.Graphs;

/// <summary>
/// Puts nodes together to the tree under <c>root</c>. A node has one place in it: so a step runs once and its name means one
/// answer, and a pipeline takes no more steps than are written down.
/// </summary>
internal sealed class GraphLinker(
    PipelineConfig config,
    IReadOnlyDictionary<string, GraphNode> nodes,
    Action<string, string> wrong
)
{
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<string> _above = [];

    /// <returns>The tree as far as it is one; null without a root.</returns>
    public GraphNode? Link()
    {
        if (!nodes.TryGetValue(PipelineGraph.RootName, out var root))
        {
            wrong("nodes", $"there is no node '{PipelineGraph.RootName}', which is asked first");
            return null;
        }

        var linked = Link(root);
        foreach (var name in nodes.Keys.Where(name => name != PipelineGraph.RootName && !_places.ContainsKey(name)))
        {
            wrong(NodePath.Join("nodes", name), $"no step on the way from '{PipelineGraph.RootName}' asks this node");
        }

        return linked;
    }

    private GraphNode Link(GraphNode node)
    {
        _above.Add(node.Name);
        var steps = node.Steps.Select(
            (step, i) => step with { Node = Link(step, config.Nodes[node.Name].Steps[i].Node) }
        );
        var linked = node with { Steps = [.. steps] };
        _above.RemoveAt(_above.Count - 1);
        return linked;
    }

    private GraphNode? Link(GraphStep step, string? name)
    {
        if (string.IsNullOrEmpty(name))
            return null;
        if (!nodes.TryGetValue(name, out var node))
            wrong($"{step.At}.node", $"there is no node '{Shown.Of(name)}'; nodes: {Shown.List(nodes.Keys)}");
        else if (_above.Contains(name))
            wrong(
                $"{step.At}.node",
                "nodes ask each other in a circle: "
                    + string.Join(" → ", _above.SkipWhile(above => above != name).Append(name))
            );
        else if (!_places.TryAdd(name, step.At))
            wrong(
                $"{step.At}.node",
                $"the step at {_places[name]} asks the node '{name}' too; a node has one place, make a second one"
            );
        else
            return Link(node);
        return null;
    }
}
