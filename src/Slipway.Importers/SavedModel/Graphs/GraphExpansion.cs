using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// Follows a graph from wanted tensors back to where they come from, with function calls replaced by what they call. Only
/// what is needed is visited, so training parts fall away. Without recursion: files may nest as deep as they like.
/// </summary>
/// <param name="library">The model's functions, and the bounds that all its expansions share.</param>
/// <param name="scope">The graph or the function that is expanded.</param>
internal sealed class GraphExpansion(GraphLibrary library, GraphScope scope)
{
    private readonly Stack<(GraphScope Scope, NodeDef Definition, GraphNode Node)> _open = [];
    private readonly List<GraphNode> _nodes = [];

    /// <summary>All nodes that were reached, also those that only run before others.</summary>
    public IReadOnlyList<GraphNode> Reached => _nodes;

    /// <summary>
    /// Tensors that the caller provides, by their references: what computes them in the graph is not visited.
    /// </summary>
    public Dictionary<string, Edge> Fed { get; } = [];

    /// <summary>Follows one reference.</summary>
    /// <exception cref="ImportException">The graph is damaged or past the bounds.</exception>
    public Edge Follow(string reference)
    {
        var edge = Find(scope, TensorReference.Parse(reference));
        Drain();
        return edge.Resolve();
    }

    /// <summary>Follows a node for what it does, not for what it computes.</summary>
    public GraphNode FollowNode(string name)
    {
        var node = Reach(scope, TensorReference.Parse(name).Node);
        Drain();
        return node;
    }

    private void Drain()
    {
        while (_open.TryPop(out var next))
        {
            Expand(next.Scope, next.Definition, next.Node);
        }
    }

    private void Expand(GraphScope within, NodeDef definition, GraphNode node)
    {
        library.Charge(definition.Input.Count + 1);
        foreach (var input in definition.Input)
        {
            var reference = TensorReference.Parse(input);
            if (reference.Index != TensorReference.Control)
                node.Inputs.Add(Find(within, reference));
            else if (within.Function?.Arguments.ContainsKey(reference.Node) != true)
                node.Controls.Add(Reach(within, reference.Node));
        }

        if (library.Called(definition) is { } function)
            Call(within, function, node);
    }

    private void Call(GraphScope within, FunctionBody function, GraphNode node)
    {
        if (node.Inputs.Count != function.Arguments.Count)
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"'{node.Name}' calls '{function.Name}' with {node.Inputs.Count} arguments; it takes {function.Arguments.Count}."
            );
        }

        var inner = GraphScope.OfCall(function, node.Name + "/", within, [.. node.Inputs]);
        GraphLibrary.CheckCall(inner);
        // Set before the results are found: a function may return what its caller makes of its own results.
        var targets = new Edge[function.Results.Length];
        node.Targets = targets;
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = Find(inner, TensorReference.Parse(function.Results[i]));
        }

        foreach (var effect in function.Effects)
        {
            node.Controls.Add(Reach(inner, effect));
        }
    }

    private Edge Find(GraphScope within, TensorReference reference)
    {
        if (within.Caller is null && Fed.Count > 0 && Fed.TryGetValue(Key(reference), out var fed))
            return fed;
        if (within.Function is { } function && function.Arguments.TryGetValue(reference.Node, out var position))
            return within.Arguments[position];
        if (reference.Index == TensorReference.Control)
            throw new ImportException(ImportReasons.Corrupt, $"'^{reference.Node}' is no tensor.");
        var node = Reach(within, reference.Node);
        var start = reference.Argument is null
            ? 0
            : library.Start(node, within.Definition(reference.Node), reference.Argument);
        return new Edge(node, start + reference.Index);
    }

    private GraphNode Reach(GraphScope within, string name)
    {
        if (within.Reached.TryGetValue(name, out var known))
            return known;
        var definition = within.Definition(name);
        var node = new GraphNode(within.Prefix + name, definition.Op, definition.Attr);
        within.Reached.Add(name, node);
        library.Charge(1 + node.Name.Length / 64);
        _nodes.Add(node);
        _open.Push((within, definition, node));
        return node;
    }

    private static string Key(TensorReference reference) => $"{reference.Node}:{reference.Index}";
}
