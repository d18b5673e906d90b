namespace Slipway.Importers.Trees;

/// <summary>How a node decides.</summary>
internal enum SplitMode
{
    Leaf,

    /// <summary>True where the feature is below the threshold.</summary>
    Less,

    /// <summary>True where the feature is the threshold or below it.</summary>
    LessOrEqual,

    /// <summary>True where the feature, cut to an integer, is one of the categories.</summary>
    Member,
}

/// <summary>A node of a decision tree; a leaf has a value only.</summary>
internal readonly record struct TreeNode
{
    public SplitMode Mode { get; init; }

    public int Feature { get; init; }

    public float Threshold { get; init; }

    /// <summary>What is in the set of a split by category, not negative.</summary>
    public IReadOnlyList<int> Categories { get; init; }

    /// <summary>The nodes that follow, by their place in the tree.</summary>
    public int True { get; init; }

    public int False { get; init; }

    /// <summary>Whether a value that is missing (not a number) counts as true.</summary>
    public bool MissingIsTrue { get; init; }

    /// <summary>What a leaf adds.</summary>
    public float Value { get; init; }

    /// <summary>By which a leaf is known to those who ask which leaf a row ends in.</summary>
    public int Label { get; init; }

    public static TreeNode Leaf(float value, int label) => new() { Value = value, Label = label };
}

/// <param name="Nodes">The first is the root.</param>
/// <param name="Output">The output, counted from 0, that the leaves add to.</param>
internal sealed record DecisionTree(IReadOnlyList<TreeNode> Nodes, int Output);
