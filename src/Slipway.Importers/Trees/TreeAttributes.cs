using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.Importers.Trees;

/// <summary>
/// Writes trees as the attributes of TreeEnsembleRegressor: parallel lists over all nodes. A split by categories becomes a
/// chain of nodes that ask for one category each and lead to the same node where it is met; the engine knows that form, and
/// makes one look into a set of it.
/// </summary>
internal sealed class TreeAttributes
{
    private const float NoCategory = -1;

    private readonly List<long> _trees = [];
    private readonly List<long> _ids = [];
    private readonly List<long> _features = [];
    private readonly List<float> _values = [];
    private readonly List<string> _modes = [];
    private readonly List<long> _trueIds = [];
    private readonly List<long> _falseIds = [];
    private readonly List<long> _missing = [];
    private readonly List<long> _leafTrees = [];
    private readonly List<long> _leafIds = [];
    private readonly List<long> _leafOutputs = [];
    private readonly List<float> _leafWeights = [];

    private TreeAttributes() { }

    /// <summary>Of the sums of the leaves' values.</summary>
    public static List<AttributeProto> Sums(TreeEnsemble ensemble)
    {
        var attributes = new TreeAttributes();
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            var tree = ensemble.Trees[i];
            attributes.Add(i, tree, tree.Output, static leaf => leaf.Value);
        }

        return attributes.ToList(ensemble.OutputCount, ensemble.Base);
    }

    /// <summary>Of the leaves' labels, one output for each tree.</summary>
    public static List<AttributeProto> Leaves(TreeEnsemble ensemble)
    {
        var attributes = new TreeAttributes();
        for (var i = 0; i < ensemble.Trees.Count; i++)
        {
            attributes.Add(i, ensemble.Trees[i], i, static leaf => leaf.Label);
        }

        return attributes.ToList(ensemble.Trees.Count, []);
    }

    private void Add(int number, DecisionTree tree, int output, Func<TreeNode, float> weight)
    {
        // Nodes of chains come behind those of the tree.
        var next = tree.Nodes.Count;
        for (var id = 0; id < tree.Nodes.Count; id++)
        {
            var node = tree.Nodes[id];
            switch (node.Mode)
            {
                case SplitMode.Leaf:
                    AddNode(number, id, "LEAF", node, 0, 0, 0);
                    _leafTrees.Add(number);
                    _leafIds.Add(id);
                    _leafOutputs.Add(output);
                    _leafWeights.Add(weight(node));
                    break;
                case SplitMode.Member:
                    next = AddChain(number, id, node, next);
                    break;
                default:
                    var mode = node.Mode == SplitMode.Less ? "BRANCH_LT" : "BRANCH_LEQ";
                    AddNode(number, id, mode, node, node.Threshold, node.True, node.False);
                    break;
            }
        }
    }

    private int AddChain(int tree, int id, TreeNode node, int next)
    {
        if (node.Categories.Count == 0)
            AddNode(tree, id, "BRANCH_EQ", node, NoCategory, node.True, node.False);
        for (var i = 0; i < node.Categories.Count; i++)
        {
            var isLast = i == node.Categories.Count - 1;
            var otherwise = isLast ? node.False : next;
            AddNode(tree, id, "BRANCH_EQ", node, node.Categories[i], node.True, otherwise);
            if (!isLast)
                id = next++;
        }

        return next;
    }

    private void AddNode(int tree, int id, string mode, TreeNode node, float value, int ifTrue, int ifFalse)
    {
        _trees.Add(tree);
        _ids.Add(id);
        _features.Add(node.Feature);
        _values.Add(value);
        _modes.Add(mode);
        _trueIds.Add(ifTrue);
        _falseIds.Add(ifFalse);
        _missing.Add(node.MissingIsTrue ? 1 : 0);
    }

    private List<AttributeProto> ToList(int outputs, IReadOnlyList<float> start)
    {
        var attributes = new List<AttributeProto>
        {
            OnnxAttribute.Of("nodes_treeids", _trees),
            OnnxAttribute.Of("nodes_nodeids", _ids),
            OnnxAttribute.Of("nodes_featureids", _features),
            OnnxAttribute.Of("nodes_values", _values),
            OnnxAttribute.Of("nodes_modes", _modes),
            OnnxAttribute.Of("nodes_truenodeids", _trueIds),
            OnnxAttribute.Of("nodes_falsenodeids", _falseIds),
            OnnxAttribute.Of("nodes_missing_value_tracks_true", _missing),
            OnnxAttribute.Of("target_treeids", _leafTrees),
            OnnxAttribute.Of("target_nodeids", _leafIds),
            OnnxAttribute.Of("target_ids", _leafOutputs),
            OnnxAttribute.Of("target_weights", _leafWeights),
            OnnxAttribute.Of("n_targets", (long)outputs),
            OnnxAttribute.Of("post_transform", "NONE"),
        };
        if (start.Count > 0)
            attributes.Add(OnnxAttribute.Of("base_values", start));
        return attributes;
    }
}
