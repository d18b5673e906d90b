namespace Slipway.Importers.Trees.LightGbm;

/// <summary>
/// Reads one tree. Children are numbered from 0 where they are splits, and from -1 downwards where they are leaves; here the
/// leaves follow the splits.
/// </summary>
internal static class LightGbmTree
{
    private const int CategoricalBit = 1;
    private const int DefaultLeftBit = 2;
    private const int WordBits = 32;

    /// <summary>What counts as missing, as <c>decision_type</c> has it in its third and fourth bit.</summary>
    private enum Missing
    {
        None,
        Zero,
        NotANumber,
    }

    /// <param name="text">The tree's block.</param>
    /// <param name="features">The model's features.</param>
    /// <param name="share">What the leaves are multiplied by: less than 1 where trees are averaged.</param>
    /// <param name="zeros">What is known of each feature: whether zero counts as missing in its splits.</param>
    public static IReadOnlyList<TreeNode> Read(LightGbmText text, int features, double share, bool?[] zeros)
    {
        if (text.Find("is_linear") == "1")
        {
            throw new ImportException(
                ImportReasons.Unsupported,
                "The LightGBM model has linear models in its leaves (linear_tree), which are not imported. Serve it with "
                    + "the Python runtime (a model.py that loads it)."
            );
        }

        var leaves = text.Integer("num_leaves");
        if (leaves < 1)
            throw LightGbmText.Corrupt($"a tree has {leaves} leaves");
        var values = text.Numbers("leaf_value", leaves);
        var nodes = new TreeNode[2 * leaves - 1];
        var splits = leaves - 1;
        for (var leaf = 0; leaf < leaves; leaf++)
        {
            nodes[splits + leaf] = TreeNode.Leaf((float)(values[leaf] * share), leaf);
        }

        if (splits > 0)
            ReadSplits(text, features, nodes.AsSpan(0, splits), zeros);
        TreeCheck.IsTree(nodes);
        return nodes;
    }

    private static void ReadSplits(LightGbmText text, int features, Span<TreeNode> nodes, bool?[] zeros)
    {
        var splits = nodes.Length;
        var asked = text.Integers("split_feature", splits);
        var thresholds = text.Numbers("threshold", splits);
        var types = text.Integers("decision_type", splits);
        var lefts = text.Integers("left_child", splits);
        var rights = text.Integers("right_child", splits);
        for (var i = 0; i < splits; i++)
        {
            if (asked[i] < 0 || asked[i] >= features)
                throw LightGbmText.Corrupt($"a split asks for feature {asked[i]} of {features}");
            var node = new TreeNode
            {
                Feature = asked[i],
                True = Place(lefts[i], splits),
                False = Place(rights[i], splits),
            };
            nodes[i] =
                (types[i] & CategoricalBit) != 0
                    ? node with
                    {
                        Mode = SplitMode.Member,
                        Categories = Categories(text, thresholds[i]),
                    }
                    : Numerical(node, thresholds[i], types[i], zeros);
        }
    }

    private static TreeNode Numerical(TreeNode node, double threshold, int type, bool?[] zeros)
    {
        var missing = (Missing)((type >> 2) & 3);
        var isZero = missing == Missing.Zero;
        if (zeros[node.Feature] is { } known && known != isZero)
        {
            throw new ImportException(
                ImportReasons.Unsupported,
                $"In the LightGBM model zero is missing in some splits of feature {node.Feature} and a number in others, "
                    + "which is not imported. Serve it with the Python runtime (a model.py that loads it)."
            );
        }

        zeros[node.Feature] = isZero;
        return node with
        {
            Mode = SplitMode.LessOrEqual,
            Threshold = Down(threshold),
            // Where nothing is missing, what is not a number counts as zero.
            MissingIsTrue = missing == Missing.None ? threshold >= 0 : (type & DefaultLeftBit) != 0,
        };
    }

    // A float is at most a double if, and only if, it is at most the greatest float that is.
    private static float Down(double threshold)
    {
        var nearest = (float)threshold;
        return nearest > threshold ? float.BitDecrement(nearest) : nearest;
    }

    private static int Place(int child, int splits) => child >= 0 ? child : splits + ~child;

    // A set is a part of a list of words, a bit for each category.
    private static List<int> Categories(LightGbmText text, double number)
    {
        var ends = text.Words32("cat_boundaries");
        var words = text.Words32("cat_threshold");
        if (
            number != Math.Truncate(number)
            || number < 0
            || number + 1 >= ends.Length
            || ends[(int)number] > ends[(int)number + 1]
            || ends[(int)number + 1] > words.Length
        )
            throw LightGbmText.Corrupt($"there is no set {number} of categories");
        var set = new List<int>();
        var (first, end) = (ends[(int)number], ends[(int)number + 1]);
        for (var word = first; word < end; word++)
        {
            for (var bit = 0; bit < WordBits; bit++)
            {
                if ((words[word] >> bit & 1) != 0)
                    set.Add((int)(word - first) * WordBits + bit);
            }
        }

        return set;
    }
}
