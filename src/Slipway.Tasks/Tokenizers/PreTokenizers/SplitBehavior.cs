namespace Slipway.Tasks.Tokenizers.PreTokenizers;

/// <summary>What becomes of the delimiters; for "a-b--c" at "-".</summary>
internal enum SplitBehavior
{
    /// <summary>a, b, c</summary>
    Removed,

    /// <summary>a, -, b, -, -, c</summary>
    Isolated,

    /// <summary>a-, b-, -, c</summary>
    MergedWithPrevious,

    /// <summary>a, -b, -, -c</summary>
    MergedWithNext,

    /// <summary>a, -, b, --, c</summary>
    Contiguous,
}
