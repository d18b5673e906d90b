namespace Slipway.Importers.Trees;

/// <summary>How the sum of the leaves becomes a prediction.</summary>
internal enum TreeLink
{
    Identity,
    Logistic,
    Softmax,

    /// <summary>The number of the largest sum.</summary>
    ArgMax,
    Exponential,

    /// <summary>1 above zero, else 0.</summary>
    Hinge,

    /// <summary>The square with the sign kept.</summary>
    SignedSquare,

    /// <summary>The logarithm of one plus the exponential.</summary>
    SoftPlus,
}

/// <summary>A sum of decision trees, whatever library grew them.</summary>
internal sealed record TreeEnsemble
{
    public required IReadOnlyList<DecisionTree> Trees { get; init; }

    public required int FeatureCount { get; init; }

    /// <summary>Sums that are formed: 1, or one for each class or target.</summary>
    public required int OutputCount { get; init; }

    /// <summary>What each sum starts from.</summary>
    public required IReadOnlyList<float> Base { get; init; }

    public TreeLink Link { get; init; }

    /// <summary>What sums are multiplied by before the logistic function.</summary>
    public float Slope { get; init; } = 1;

    /// <summary>Features of which zero counts as missing.</summary>
    public IReadOnlyCollection<int> ZeroIsMissing { get; init; } = [];

    public IReadOnlyList<string> FeatureNames { get; init; } = [];
}
