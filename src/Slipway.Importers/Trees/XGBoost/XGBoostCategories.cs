namespace Slipway.Importers.Trees.XGBoost;

/// <summary>The sets of a tree's splits by category: one list of categories, and which part of it belongs to which node.</summary>
internal static class XGBoostCategories
{
    private const int MostCategories = 1 << 24;

    public static Dictionary<int, int[]> Read(ModelValue tree, int nodeCount)
    {
        var sets = new Dictionary<int, int[]>();
        if (tree.Find("categories_nodes") is not { Numbers.Length: > 0 } named)
            return sets;
        var nodes = named.Integers(0, nodeCount, "categories_nodes");
        var all = tree["categories"].Integers(0, MostCategories, "categories");
        var starts = tree["categories_segments"].Integers(0, all.Length + 1, "categories_segments");
        var sizes = tree["categories_sizes"].Integers(0, all.Length + 1, "categories_sizes");
        if (starts.Length != nodes.Length || sizes.Length != nodes.Length)
            throw ModelValue.Corrupt("the categories of a tree are of different lengths");
        for (var i = 0; i < nodes.Length; i++)
        {
            if (starts[i] + sizes[i] > all.Length)
                throw ModelValue.Corrupt("a set of categories ends behind them");
            sets[nodes[i]] = all[starts[i]..(starts[i] + sizes[i])];
        }

        return sets;
    }
}
