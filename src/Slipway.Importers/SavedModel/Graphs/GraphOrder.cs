namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>Puts the nodes that wanted tensors need into an order in which each comes after its inputs.</summary>
internal static class GraphOrder
{
    // The back edge of a loop of TensorFlow 1.
    private const string BackEdge = "NextIteration";

    /// <exception cref="ImportException">A node needs itself.</exception>
    /// <param name="wanted">The tensors.</param>
    /// <param name="known">Tensors that are there already; what they are computed from is left out.</param>
    public static List<GraphNode> Of(IEnumerable<Edge> wanted, IReadOnlyDictionary<Edge, Mapping.Value>? known = null)
    {
        var order = new List<GraphNode>();
        var done = new Dictionary<GraphNode, bool>();
        var path = new Stack<(GraphNode Node, int Next)>();
        foreach (var edge in wanted)
        {
            Enter(edge.Resolve());
            while (path.TryPop(out var top))
            {
                var (node, next) = top;
                if (next < node.Inputs.Count && node.Op != BackEdge)
                {
                    path.Push((node, next + 1));
                    Enter(node.Inputs[next].Resolve());
                    continue;
                }

                done[node] = true;
                order.Add(node);
            }
        }

        return order;

        void Enter(Edge edge)
        {
            if (known?.ContainsKey(edge) == true)
                return;
            var node = edge.Node;
            if (!done.TryGetValue(node, out var isDone))
            {
                done.Add(node, false);
                path.Push((node, 0));
            }
            else if (!isDone)
            {
                throw new ImportException(ImportReasons.Corrupt, $"The node '{node.Name}' depends on itself.");
            }
        }
    }
}
