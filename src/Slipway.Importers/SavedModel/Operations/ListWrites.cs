using Slipway.Importers.SavedModel.Graphs;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Where the operations that add to a list have it, and the place that they write to.</summary>
internal static class ListWrites
{
    /// <summary>The list that a node writes an element to, and the place; no place at the list's end. Null for other nodes.</summary>
    public static (Edge List, Edge? Place)? Of(GraphNode node) =>
        (node.Op, node.Inputs.Count) switch
        {
            ("TensorListSetItem", >= 3) => (node.Inputs[0], node.Inputs[1]),
            ("TensorListPushBack", >= 2) => (node.Inputs[0], null),
            ("TensorArrayWriteV3", >= 4) => (node.Inputs[3], node.Inputs[1]),
            _ => null,
        };
}
