using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Decides what each of a loop's variables is, by looking at what the body makes of it.</summary>
internal static class LoopVariables
{
    public static List<LoopVariable> Of(NodeContext node, LoopBody body)
    {
        var (nodes, results) = body.Look();
        if (results.Length != body.Count)
            throw node.Cannot("has a body that does not give back its variables");
        var variables = new List<LoopVariable>();
        for (var i = 0; i < results.Length; i++)
        {
            var role = Role(node, body, nodes, results, i, out var isLast);
            variables.Add(
                new LoopVariable(i, role)
                {
                    KeepsLast = isLast,
                    Type = node[i].Type,
                    Initial = node[i],
                    Shape = body.Shape(i),
                    Start = role == LoopRole.State ? LoopVariable.StartOf(node, node[i]) : null,
                }
            );
        }

        return variables;
    }

    private static LoopRole Role(
        NodeContext node,
        LoopBody body,
        IReadOnlyList<GraphNode> nodes,
        Edge[] results,
        int index,
        out bool isLast
    )
    {
        isLast = false;
        var result = results[index].Origin();
        if (body.IsVariable(result, index))
            return LoopRole.Constant;
        if (node[index].Handle is not null)
            throw node.Cannot("changes a handle in its body");
        return node[index].List is TensorList.Reserved && IsCollected(node, body, nodes, results, index, out isLast)
            ? LoopRole.Collected
            : LoopRole.State;
    }

    /// <summary>
    /// Whether each turn writes one element and nothing else looks at the list: at the place that a counter from zero has,
    /// or at its end, or always at the same place, of which the last is kept.
    /// </summary>
    private static bool IsCollected(
        NodeContext node,
        LoopBody body,
        IReadOnlyList<GraphNode> nodes,
        Edge[] results,
        int index,
        out bool isLast
    )
    {
        isLast = false;
        var write = results[index].Origin().Node;
        if (ListWrites.Of(write) is not { } written || !body.IsVariable(written.List.Origin(), index))
            return false;
        foreach (var other in nodes)
        {
            if (
                other != write
                && other.Op != "Identity"
                && other.Targets is null
                && other.Inputs.Exists(input => body.IsVariable(input.Origin(), index))
            )
                return false;
        }

        if (written.Place is not { } at)
            return node[index].List is TensorList.Reserved { Length: null };
        var place = at.Origin();
        isLast = place.Node.Op == "Const" && node[index].List is TensorList.Reserved { Length.Integers: [1] };
        return isLast
            || (
                place.Node.Op == GraphNode.Argument
                && body.IsVariable(place, place.Node.Position)
                && IsCounter(node, body, results, place.Node.Position)
            );
    }

    private static bool IsCounter(NodeContext node, LoopBody body, Edge[] results, int index)
    {
        if (node[index].Integers is not [0])
            return false;
        var next = results[index].Origin().Node;
        if (next.Op is not ("Add" or "AddV2") || next.Inputs.Count != 2)
            return false;
        var (a, b) = (next.Inputs[0].Origin(), next.Inputs[1].Origin());
        return (body.IsVariable(a, index) && IsOne(b)) || (body.IsVariable(b, index) && IsOne(a));
    }

    private static bool IsOne(Edge edge) =>
        edge.Node.Op == "Const"
        && edge.Node.Attributes.TryGetValue("value", out var value)
        && value.Tensor is { } tensor
        && Values.ConstantReader.Read(tensor, edge.Node.Name).Integers() is [1];
}
