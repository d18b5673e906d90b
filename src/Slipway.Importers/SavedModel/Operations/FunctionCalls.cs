using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Maps a function in the place of a node: a branch, a body.</summary>
internal static class FunctionCalls
{
    private const int DeepestNesting = 32;

    public static string Name(NodeContext node, string attribute) =>
        node.Node.Attributes.TryGetValue(attribute, out var value) && value.Func is { } function
            ? function.Name
            : throw node.Cannot($"does not name a function as its {attribute}");

    public static (GraphExpansion Expansion, Edge[] Results) Expand(NodeContext node, string function) =>
        node.Model.Library.ExpandFunction(function, $"{node.Node.Name}/");

    /// <exception cref="ReportedException">Something in the function cannot be mapped; the report has it.</exception>
    public static Value[] Map(NodeContext node, string function, IReadOnlyList<Value> arguments, GraphWriter writer)
    {
        if (node.Model.Library.Function(function).Arguments.Count != arguments.Count)
            throw new ImportException(
                ImportReasons.Corrupt,
                $"'{node.Node.Name}' calls '{function}' with a wrong number of arguments."
            );
        if (++node.Model.Depth > DeepestNesting)
        {
            throw new ImportException(
                ImportReasons.TooLarge,
                $"Loops and branches are nested more than {DeepestNesting} deep, at '{node.Node.Name}'."
            );
        }

        try
        {
            var (expansion, results) = Expand(node, function);
            LoopFrames.Rewrite(expansion);
            SwitchSearch.Prune(expansion);
            StateChanges.Report(expansion, node.Model);
            var values = new GraphMapper(node.Model, writer, arguments).Map(results);
            return values.Contains(null) ? throw new ReportedException() : [.. values.Select(value => value!)];
        }
        finally
        {
            node.Model.Depth--;
        }
    }
}
