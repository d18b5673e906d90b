namespace Slipway.Importers.Trees.XGBoost;

/// <summary>Reads one tree: arrays over its nodes, the root first.</summary>
internal static class XGBoostTree
{
    private const int Categorical = 1;

    public static IReadOnlyList<TreeNode> Read(ModelValue tree, int features, double weight)
    {
        var left = tree["left_children"].Numbers;
        var count = left.Length;
        if (count == 0)
            throw ModelValue.Corrupt("a tree has no nodes");
        if (tree["tree_param"].Find("size_leaf_vector") is { } vector && vector.Integer > 1)
            throw Unsupported("has trees whose leaves are vectors (multi_strategy=multi_output_tree)");
        var lefts = tree["left_children"].Integers(-1, count, "left_children");
        var rights = Same(tree["right_children"].Integers(-1, count, "right_children"), count);
        var indices = Same(tree["split_indices"].Integers(0, int.MaxValue, "split_indices"), count);
        var conditions = Same(tree["split_conditions"].Numbers, count);
        var defaults = Same(tree["default_left"].Numbers, count);
        var types = tree.Find("split_type") is { } kinds ? Same(kinds.Numbers, count) : new double[count];
        var categories = XGBoostCategories.Read(tree, count);
        var nodes = new TreeNode[count];
        for (var i = 0; i < count; i++)
        {
            if (lefts[i] == -1)
            {
                nodes[i] = TreeNode.Leaf((float)(conditions[i] * weight), i);
                continue;
            }

            if (indices[i] >= features)
                throw ModelValue.Corrupt($"a node asks for feature {indices[i]} of {features}");
            var split = new TreeNode { Feature = indices[i] };
            // A set names what goes right.
            nodes[i] =
                types[i] == Categorical
                    ? split with
                    {
                        Mode = SplitMode.Member,
                        Categories = categories.GetValueOrDefault(i, []),
                        True = rights[i],
                        False = lefts[i],
                        MissingIsTrue = defaults[i] == 0,
                    }
                    : split with
                    {
                        Mode = SplitMode.Less,
                        Threshold = (float)conditions[i],
                        True = lefts[i],
                        False = rights[i],
                        MissingIsTrue = defaults[i] != 0,
                    };
        }

        TreeCheck.IsTree(nodes);
        return nodes;
    }

    private static T[] Same<T>(T[] values, int count) =>
        values.Length == count ? values : throw ModelValue.Corrupt("a tree's arrays are of different lengths");

    private static ImportException Unsupported(string what) =>
        new(
            ImportReasons.Unsupported,
            $"The XGBoost model {what}, which is not imported. Serve it with the Python runtime ('runtime: python' in "
                + "model.yaml)."
        );
}
