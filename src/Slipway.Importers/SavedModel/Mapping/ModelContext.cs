using Slipway.Importers.SavedModel.Graphs;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>What the mapping of one signature shares over its scopes: where functions, variables and tables are, and its findings.</summary>
internal sealed class ModelContext
{
    public required GraphLibrary Library { get; init; }

    public required VariableStore Variables { get; init; }

    public required TableStore Tables { get; init; }

    /// <summary>Everything that stands in the way.</summary>
    public List<string> Problems { get; } = [];

    public HashSet<string> Remarks { get; } = [];

    /// <summary>For each operation, how often it was met and what was written for it.</summary>
    public SortedDictionary<string, (int Count, SortedSet<string> Written)> Steps { get; } =
        new(StringComparer.Ordinal);

    /// <summary>The conditions of TensorFlow 1's switches that were met.</summary>
    public Dictionary<GraphNode, Value> Switches { get; } = [];

    /// <summary>Loops and branches around what is being mapped.</summary>
    public int Depth { get; set; }
}
