using Slipway.Importers.SavedModel.Proto;

namespace Slipway.Importers.SavedModel.Graphs;

/// <summary>A function of the model's library, indexed.</summary>
internal sealed class FunctionBody
{
    public FunctionBody(FunctionDef definition)
    {
        Name = definition.Signature?.Name ?? "";
        Nodes = [];
        foreach (var node in definition.NodeDef)
        {
            Nodes[node.Name] = node;
        }

        Arguments = [];
        foreach (var argument in definition.Signature?.InputArg ?? [])
        {
            Arguments[argument.Name] = Arguments.Count;
        }

        Results =
        [
            .. (definition.Signature?.OutputArg ?? []).Select(output =>
                definition.Ret.TryGetValue(output.Name, out var value)
                    ? value
                    : throw new ImportException(
                        ImportReasons.Corrupt,
                        $"The function '{Name}' does not say what its output '{output.Name}' is."
                    )
            ),
        ];
        ResultNames = [.. (definition.Signature?.OutputArg ?? []).Select(output => output.Name)];
        Effects = [.. definition.ControlRet.Values];
    }

    public string Name { get; }

    public Dictionary<string, NodeDef> Nodes { get; }

    public Dictionary<string, int> Arguments { get; }

    /// <summary>References to the tensors that it returns.</summary>
    public string[] Results { get; }

    public string[] ResultNames { get; }

    /// <summary>Nodes that run though no result needs them.</summary>
    public string[] Effects { get; }
}
