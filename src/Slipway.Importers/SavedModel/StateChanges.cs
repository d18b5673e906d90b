using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;

namespace Slipway.Importers.SavedModel;

/// <summary>Finds what a signature would change when it runs: an ONNX graph has no memory, so each is a problem.</summary>
internal static class StateChanges
{
    private static readonly string[] Prefixes =
    [
        "Assign",
        "ResourceScatter",
        "ResourceApply",
        "ResourceStridedSliceAssign",
        "ScatterAdd",
        "ScatterSub",
        "ScatterUpdate",
        "ScatterNdUpdate",
        "LookupTableInsert",
        "LookupTableRemove",
        "Queue",
        "Stack",
        "Iterator",
        "Barrier",
    ];

    public static void Report(GraphExpansion expansion, ModelContext model)
    {
        foreach (var node in expansion.Reached)
        {
            if (Array.Exists(Prefixes, prefix => node.Op.StartsWith(prefix, StringComparison.Ordinal)))
                model.Problems.Add($"{node.Op} at '{node.Name}': it changes the model's state");
        }
    }
}
