namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>Finds the switch that a way comes from, in the branches of TensorFlow 1.</summary>
internal static class SwitchSearch
{
    private const int MostVisited = 10_000;

    /// <summary>The nearest switch above, with the side that is taken; past pairs of a switch and a merge that are whole.</summary>
    public static Edge? Above(Edge from)
    {
        var open = new Queue<(Edge Edge, int Merges)>();
        var seen = new HashSet<(GraphNode, int)>();
        open.Enqueue((from.Resolve(), 0));
        while (open.TryDequeue(out var next) && seen.Count < MostVisited)
        {
            var (edge, merges) = next;
            var node = edge.Node;
            if (node.Op is "Switch" or "RefSwitch")
            {
                if (merges == 0 && node.Inputs.Count > 1)
                    return edge;
                merges--;
            }
            else if (node.Op == "Merge")
            {
                merges++;
            }

            // A constant in a branch hangs on the pivot by a control edge only.
            foreach (var input in node.Inputs.Select(input => input.Resolve()).Concat(node.Controls.Select(Pivot)))
            {
                if (seen.Add((input.Node, merges)))
                    open.Enqueue((input, merges));
            }
        }

        return null;
    }

    /// <summary>Replaces merges whose condition is known by the way that is taken, before anything is mapped.</summary>
    public static void Prune(GraphExpansion expansion)
    {
        foreach (var merge in expansion.Reached)
        {
            if (merge.Op != "Merge" || merge.Targets is not null)
                continue;
            foreach (var input in merge.Inputs)
            {
                if (
                    Above(input) is not { } way
                    || Known(way.Node.Inputs[1]) is not { } condition
                    || way.Output != (condition ? 1 : 0)
                )
                {
                    continue;
                }

                merge.Targets = [input];
                break;
            }
        }
    }

    private static Edge Pivot(GraphNode control) =>
        control is { Op: "Identity", Inputs: [var input, ..] } ? input.Resolve() : new Edge(control, 0);

    private static bool? Known(Edge condition)
    {
        var isNegated = false;
        for (var i = 0; i < MostVisited; i++)
        {
            var node = condition.Origin().Node;
            switch (node.Op)
            {
                case "PlaceholderWithDefault" when node.Inputs.Count > 0:
                    condition = node.Inputs[0];
                    break;
                case "LogicalNot" when node.Inputs.Count > 0:
                    isNegated = !isNegated;
                    condition = node.Inputs[0];
                    break;
                case "Const":
                    return node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } tensor
                        ? Truth(tensor) != isNegated
                        : null;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool Truth(Proto.TensorProto tensor) =>
        tensor.BoolVal is [var first, ..] ? first : tensor.TensorContent is { Length: > 0 } bytes && bytes[0] != 0;
}
