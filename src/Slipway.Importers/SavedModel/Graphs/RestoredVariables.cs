using System.Globalization;
using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>Where a variable's values are in the bundle: its key, and the part where it is one of several.</summary>
internal sealed record RestoredVariable(string Key, TensorSliceProto? Part);

/// <summary>
/// Reads from the graph that restores a model which key of the bundle each variable has. Both generations say it in the
/// same way: a RestoreV2 with the keys, whose outputs are assigned to the variables.
/// </summary>
internal static class RestoredVariables
{
    /// <summary>The variables by the names of their nodes.</summary>
    public static Dictionary<string, RestoredVariable> Find(GraphLibrary library, string restoreOperation)
    {
        var found = new Dictionary<string, RestoredVariable>();
        if (restoreOperation.Length == 0 || !library.HasNode(TensorReference.Parse(restoreOperation).Node))
            return found;
        var expansion = library.ExpandGraph();
        expansion.FollowNode(restoreOperation);
        foreach (var node in expansion.Reached)
        {
            if (node.Op is not ("Assign" or "AssignVariableOp") || node.Inputs.Count < 2)
                continue;
            var value = node.Inputs[1].Origin();
            if (value.Node.Op == "RestoreV2" && Restored(value) is { } restored)
                found[node.Inputs[0].Origin().Node.Name] = restored;
        }

        return found;
    }

    private static RestoredVariable? Restored(Edge value)
    {
        var inputs = value.Node.Inputs;
        if (inputs.Count < 3 || Text(inputs[1], value.Output) is not { } key)
            return null;
        return new RestoredVariable(key, Part(Text(inputs[2], value.Output) ?? ""));
    }

    private static string? Text(Edge edge, int index)
    {
        var node = edge.Origin().Node;
        return
            node.Op == "Const"
            && node.Attributes.TryGetValue("value", out var value)
            && value.Tensor is { } tensor
            && index < tensor.StringVal.Count
            ? tensor.StringVal[index].ToStringUtf8()
            : null;
    }

    /// <summary>Reads <c>10 4 0,5:-</c>: the shape of the whole, then start and length of the part, or all of it.</summary>
    private static TensorSliceProto? Part(string text)
    {
        if (text.Length == 0)
            return null;
        var slice = new TensorSliceProto();
        foreach (var extent in text[(text.LastIndexOf(' ') + 1)..].Split(':'))
        {
            var proto = new TensorSliceProto.Types.Extent();
            if (extent != "-")
            {
                var numbers = extent.Split(',');
                if (
                    numbers.Length != 2
                    || !long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
                    || !long.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                )
                {
                    throw new ImportException(ImportReasons.Corrupt, $"The graph restores the part '{text}'.");
                }

                proto.Start = start;
                proto.Length = length;
            }

            slice.Extent.Add(proto);
        }

        return slice;
    }
}
