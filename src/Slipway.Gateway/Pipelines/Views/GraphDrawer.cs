using System.Globalization;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Graphs;

namespace Slipway.Gateway.Pipelines.Views;

/// <summary>Draws a graph: vertices for what is asked and decided, edges for where a document goes next.</summary>
internal sealed class GraphDrawer
{
    private const string Request = "request";
    private const string Response = "response";

    private readonly List<Vertex> _vertices = [];
    private readonly List<Edge> _edges = [];
    private readonly Func<string, bool> _isPipeline;

    private GraphDrawer(Func<string, bool> isPipeline) => _isPipeline = isPipeline;

    public static GraphDrawing Draw(PipelineGraph graph, Func<string, bool> isPipeline)
    {
        var drawer = new GraphDrawer(isPipeline);
        drawer._vertices.Add(new Vertex(Request, Request, Request));
        var ends = drawer.Draw(graph.Root, [new Open(Request, null)]);
        drawer._vertices.Add(new Vertex(Response, Response, Response));
        drawer.Connect(ends, Response);
        return new GraphDrawing(drawer._vertices, drawer._edges);
    }

    /// <returns>From where it goes on.</returns>
    private IReadOnlyList<Open> Draw(GraphNode node, IReadOnlyList<Open> from) =>
        node.Kind switch
        {
            NodeKind.Sequence => DrawSequence(node, from),
            NodeKind.Ensemble => DrawEnsemble(node, from),
            _ => DrawChoice(node, from),
        };

    private IReadOnlyList<Open> DrawSequence(GraphNode node, IReadOnlyList<Open> from)
    {
        foreach (var step in node.Steps)
        {
            if (step.When is null)
                from = Draw(step, from);
            else
                // It may be passed over.
                from = [.. Draw(step, [.. from.Select(open => open with { Label = step.When.ToString() })]), .. from];
        }

        return from;
    }

    private List<Open> DrawEnsemble(GraphNode node, IReadOnlyList<Open> from)
    {
        var fork = Add(new Vertex($"{node.Name}/fork", "fork", node.Name), from);
        var ends = node.Steps.SelectMany(step => Draw(step, [new Open(fork, step.When?.ToString())])).ToArray();
        return [new Open(Add(new Vertex($"{node.Name}/join", "join", node.Name), ends), null)];
    }

    private List<Open> DrawChoice(GraphNode node, IReadOnlyList<Open> from)
    {
        var isSwitch = node.Kind == NodeKind.Switch;
        var choice = Add(new Vertex($"{node.Name}/choice", isSwitch ? "switch" : "splitter", node.Name), from);
        var sum = node.Steps.Sum(step => step.Weight);
        return
        [
            .. node.Steps.SelectMany(step =>
            {
                var label = isSwitch
                    ? step.When?.ToString() ?? "else"
                    : string.Create(CultureInfo.InvariantCulture, $"{step.Weight / sum * 100:0.#} %");
                return Draw(step, [new Open(choice, label)]);
            }),
        ];
    }

    private IReadOnlyList<Open> Draw(GraphStep step, IReadOnlyList<Open> from)
    {
        if (step.Node is not null)
            return Draw(step.Node, from);
        var kind = _isPipeline(step.Service!) ? "pipeline" : "model";
        var soft = step.OnFailure == StepFailure.Continue;
        return
        [
            new Open(Add(new Vertex($"step/{step.Name}", kind, step.Name, step.Service, step.Name, soft), from), null),
        ];
    }

    private string Add(Vertex vertex, IReadOnlyList<Open> from)
    {
        _vertices.Add(vertex);
        Connect(from, vertex.Id);
        return vertex.Id;
    }

    private void Connect(IReadOnlyList<Open> from, string to) =>
        _edges.AddRange(from.Select(open => new Edge(open.From, to, open.Label)).Distinct());

    /// <summary>An edge that leads nowhere yet.</summary>
    private readonly record struct Open(string From, string? Label);
}
