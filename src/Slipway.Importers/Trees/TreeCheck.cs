namespace Slipway.Importers.Trees;

/// <summary>Nodes that lead in a circle would be followed for ever.</summary>
internal static class TreeCheck
{
    /// <exception cref="ImportException">A node is reached twice, or leads nowhere.</exception>
    public static void IsTree(IReadOnlyList<TreeNode> nodes)
    {
        var seen = new bool[nodes.Count];
        var open = new Stack<int>();
        open.Push(0);
        while (open.TryPop(out var at))
        {
            if (at < 0 || at >= nodes.Count || seen[at])
            {
                throw new ImportException(
                    ImportReasons.Corrupt,
                    $"The model is damaged: a tree's nodes lead to node {at}, which is "
                        + (at >= 0 && at < nodes.Count ? "reached twice." : "not there.")
                );
            }

            seen[at] = true;
            if (nodes[at].Mode == SplitMode.Leaf)
                continue;
            open.Push(nodes[at].False);
            open.Push(nodes[at].True);
        }
    }
}
