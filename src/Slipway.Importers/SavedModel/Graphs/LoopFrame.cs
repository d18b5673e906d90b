namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>
/// A loop of TensorFlow 1, as it was drawn into the graph: what enters it, its condition and what each turn makes of its
/// variables. Its variables are arguments, by their positions.
/// </summary>
internal sealed class LoopFrame
{
    /// <summary>The condition, which is computed from the variables before each turn.</summary>
    public required Edge Condition { get; init; }

    /// <summary>The variables after a turn.</summary>
    public required Edge[] Results { get; init; }

    /// <summary>The variables as a turn sees them.</summary>
    public required GraphNode[] Arguments { get; init; }
}
