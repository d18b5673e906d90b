using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// The graph and the functions of a model, and the bounds of what may come of inlining them: a file of a few kilobytes can
/// call itself into any number of nodes.
/// </summary>
internal sealed class GraphLibrary
{
    private const int DeepestCall = 100;
    private const long MostWork = 500_000;
    private const long MostMade = 4L << 30;

    private readonly Dictionary<string, FunctionBody> _functions = [];
    private readonly Dictionary<string, NodeDef> _nodes = [];
    private readonly OperationOutputs _outputs;
    private readonly CancellationToken _cancellation;
    private long _work;
    private long _made;

    public GraphLibrary(MetaGraphDef graph, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        _outputs = new OperationOutputs(graph.MetaInfoDef?.StrippedOpList);
        foreach (var node in graph.GraphDef?.Node ?? [])
        {
            _nodes[node.Name] = node;
        }

        foreach (var definition in graph.GraphDef?.Library?.Function ?? [])
        {
            var function = new FunctionBody(definition);
            _functions[function.Name] = function;
        }
    }

    public IEnumerable<NodeDef> Nodes => _nodes.Values;

    public bool HasNode(string name) => _nodes.ContainsKey(name);

    /// <summary>A node of the graph itself, or null.</summary>
    public NodeDef? FindNode(string name) => _nodes.GetValueOrDefault(name);

    public GraphExpansion ExpandGraph() => new(this, GraphScope.OfGraph(_nodes));

    /// <summary>Expands a function whose arguments the caller provides as values.</summary>
    /// <param name="name">The function.</param>
    /// <param name="prefix">The path of the node that calls it.</param>
    /// <returns>The expansion and, for each result, the output that it is.</returns>
    /// <exception cref="ImportException">There is no such function, or it is past the bounds.</exception>
    public (GraphExpansion Expansion, Edge[] Results) ExpandFunction(string name, string prefix)
    {
        var function = Function(name);
        var arguments = function.Arguments.Select(argument => new Edge(
            new GraphNode(prefix + argument.Key, GraphNode.Argument, []) { Position = argument.Value },
            0
        ));
        var expansion = new GraphExpansion(this, GraphScope.OfCall(function, prefix, null, [.. arguments]));
        var results = Array.ConvertAll(function.Results, expansion.Follow);
        foreach (var effect in function.Effects)
        {
            expansion.FollowNode(effect);
        }

        return (expansion, results);
    }

    public FunctionBody Function(string name) =>
        _functions.TryGetValue(name, out var function)
            ? function
            : throw new ImportException(ImportReasons.Corrupt, $"The model has no function '{name}', which it calls.");

    /// <summary>The function that a node calls in its place, or null.</summary>
    public FunctionBody? Called(NodeDef node) =>
        node.Op is "PartitionedCall" or "StatefulPartitionedCall"
            ? Function(node.Attr.TryGetValue("f", out var f) && f.Func is { } func ? func.Name : "")
        : _functions.TryGetValue(node.Op, out var function) ? function
        : null;

    /// <summary>Where the outputs with a name begin among those of a node.</summary>
    public int Start(GraphNode node, NodeDef definition, string argument)
    {
        if (_functions.TryGetValue(definition.Op, out var function))
            return Math.Max(0, Array.IndexOf(function.ResultNames, argument));
        return _outputs.Start(node.Op, definition.Attr, argument);
    }

    public static void CheckCall(GraphScope call)
    {
        if (call.Depth > DeepestCall)
        {
            throw new ImportException(
                ImportReasons.TooLarge,
                $"Function calls are nested more than {DeepestCall} deep, at '{call.Function!.Name}'."
            );
        }

        if (call.IsRecursive())
        {
            throw new ImportException(
                ImportReasons.Corrupt,
                $"The function '{call.Function!.Name}' calls itself. Models with recursion cannot be imported."
            );
        }
    }

    /// <summary>Counts bytes that are in memory and not in the file: constants filled up, weights turned round.</summary>
    /// <exception cref="ImportException">They are more than any model needs.</exception>
    public void ChargeBytes(long bytes)
    {
        _made += bytes;
        if (_made > MostMade)
            throw new ImportException(
                ImportReasons.TooLarge,
                $"The model's constants expand to more than {MostMade >> 30} GB."
            );
    }

    /// <summary>Counts what was done for the model.</summary>
    /// <exception cref="ImportException">It is more than any model needs.</exception>
    public void Charge(long work)
    {
        _cancellation.ThrowIfCancellationRequested();
        _work += work;
        if (_work > MostWork)
            throw new ImportException(
                ImportReasons.TooLarge,
                $"The model's functions expand to more than {MostWork} nodes."
            );
    }
}
