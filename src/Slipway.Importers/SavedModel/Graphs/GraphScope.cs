using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>The nodes of the graph, or of one call of a function, as far as they were reached.</summary>
internal sealed class GraphScope
{
    private readonly Dictionary<string, NodeDef> _definitions;

    private GraphScope(
        Dictionary<string, NodeDef> definitions,
        string prefix,
        FunctionBody? function,
        GraphScope? caller
    )
    {
        _definitions = definitions;
        Prefix = prefix;
        Function = function;
        Caller = caller;
        Depth = caller is null ? 0 : caller.Depth + 1;
    }

    public string Prefix { get; }

    /// <summary>Null for the graph itself.</summary>
    public FunctionBody? Function { get; }

    public GraphScope? Caller { get; }

    public int Depth { get; }

    /// <summary>What the caller gave.</summary>
    public IReadOnlyList<Edge> Arguments { get; init; } = [];

    public Dictionary<string, GraphNode> Reached { get; } = [];

    public static GraphScope OfGraph(Dictionary<string, NodeDef> nodes) => new(nodes, "", null, null);

    public static GraphScope OfCall(
        FunctionBody function,
        string prefix,
        GraphScope? caller,
        IReadOnlyList<Edge> arguments
    ) => new(function.Nodes, prefix, function, caller) { Arguments = arguments };

    public NodeDef Definition(string name) =>
        _definitions.TryGetValue(name, out var node)
            ? node
            : throw new ImportException(
                ImportReasons.Corrupt,
                Function is null
                    ? $"The graph has no node '{name}', which others refer to."
                    : $"The function '{Function.Name}' has no node '{name}', which others refer to."
            );

    /// <summary>Whether this call is inside a call of the same function.</summary>
    public bool IsRecursive()
    {
        for (var outer = Caller; outer is not null; outer = outer.Caller)
        {
            if (outer.Function == Function)
                return true;
        }

        return false;
    }
}
