using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Decides what each of a loop's variables is, by looking at what the body makes of it.</summary>
internal static class LoopVariables
{
    public static List<LoopVariable> Of(NodeContext node, string body)
    {
        var (expansion, results) = FunctionCalls.Expand(node, body);
        if (results.Length != node.Count)
            throw node.Cannot("has a body that does not give back its variables");
        var shapes = node.Node.Attributes.TryGetValue("output_shapes", out var list) ? list.List?.Shape : null;
        var variables = new List<LoopVariable>();
        for (var i = 0; i < results.Length; i++)
        {
            var role = Role(node, expansion, results, i, out var isLast);
            variables.Add(
                new LoopVariable(i, role)
                {
                    KeepsLast = isLast,
                    Type = node[i].Type,
                    Initial = node[i],
                    Shape = shapes?.Count == node.Count ? Shapes.Of(shapes[i]) : null,
                    Start = role == LoopRole.State ? LoopVariable.StartOf(node, node[i]) : null,
                }
            );
        }

        return variables;
    }

    private static LoopRole Role(NodeContext node, GraphExpansion expansion, Edge[] results, int index, out bool isLast)
    {
        isLast = false;
        var result = results[index].Origin();
        if (IsArgument(result, index))
            return LoopRole.Constant;
        if (node[index].Handle is not null)
            throw node.Cannot("changes a handle in its body");
        return node[index].List is TensorList.Reserved && IsCollected(node, expansion, results, index, out isLast)
            ? LoopRole.Collected
            : LoopRole.State;
    }

    /// <summary>
    /// Whether each turn writes one element and nothing else looks at the list: at the place that a counter from zero has,
    /// or at its end, or always at the same place, of which the last is kept.
    /// </summary>
    private static bool IsCollected(
        NodeContext node,
        GraphExpansion expansion,
        Edge[] results,
        int index,
        out bool isLast
    )
    {
        isLast = false;
        var write = results[index].Origin().Node;
        if (write.Op is not ("TensorListSetItem" or "TensorListPushBack") || write.Inputs.Count < 2)
            return false;
        if (!IsArgument(write.Inputs[0].Origin(), index))
            return false;
        foreach (var other in expansion.Reached)
        {
            if (
                other != write
                && other.Op != "Identity"
                && other.Targets is null
                && other.Inputs.Exists(input => IsArgument(input.Origin(), index))
            )
                return false;
        }

        if (write.Op == "TensorListPushBack")
            return node[index].List is TensorList.Reserved { Length: null };
        var place = write.Inputs[1].Origin().Node;
        isLast = place.Op == "Const" && node[index].List is TensorList.Reserved { Length.Integers: [1] };
        return isLast || (place.Op == GraphNode.Argument && IsCounter(node, results, place.Position));
    }

    private static bool IsCounter(NodeContext node, Edge[] results, int index)
    {
        if (node[index].Integers is not [0])
            return false;
        var next = results[index].Origin().Node;
        if (next.Op is not ("Add" or "AddV2") || next.Inputs.Count != 2)
            return false;
        var (a, b) = (next.Inputs[0].Origin(), next.Inputs[1].Origin());
        return (IsArgument(a, index) && IsOne(b)) || (IsArgument(b, index) && IsOne(a));
    }

    private static bool IsOne(Edge edge) =>
        edge.Node.Op == "Const"
        && edge.Node.Attributes.TryGetValue("value", out var value)
        && value.Tensor is { } tensor
        && Values.ConstantReader.Read(tensor, edge.Node.Name).Integers() is [1];

    private static bool IsArgument(Edge edge, int index) =>
        edge.Node.Op == GraphNode.Argument && edge.Node.Position == index;
}
