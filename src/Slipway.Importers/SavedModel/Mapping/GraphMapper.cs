using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Operations;

namespace Slipway.Importers.SavedModel.Mapping;

/// <summary>
/// Maps nodes in their order, each by its operation's entry in the table. A node that cannot be mapped becomes a problem and
/// what depends on it is only looked at for problems of its own, so that the report is complete.
/// </summary>
/// <param name="model">What all scopes share.</param>
/// <param name="writer">Where the nodes are written.</param>
/// <param name="arguments">The values of the scope's arguments, by their positions.</param>
/// <param name="known">What is seen from the scope around.</param>
internal sealed class GraphMapper(
    ModelContext model,
    GraphWriter writer,
    IReadOnlyList<Value> arguments,
    IReadOnlyDictionary<Edge, Value>? known = null
)
{
    private readonly Dictionary<GraphNode, Value[]?> _mapped = [];

    /// <summary>The wanted outputs; null for each that cannot be computed.</summary>
    public Value?[] Map(IReadOnlyList<Edge> wanted)
    {
        foreach (var node in GraphOrder.Of(wanted, known))
        {
            model.Library.Charge(1);
            _mapped[node] = node.Op == GraphNode.Argument ? [arguments[node.Position]] : MapNode(node);
        }

        return [.. wanted.Select(edge => Output(edge.Resolve()))];
    }

    private Value? Output(Edge edge)
    {
        if (known?.TryGetValue(edge, out var value) == true)
            return value;
        if (_mapped[edge.Node] is not { } outputs)
            return null;
        if (edge.Output < outputs.Length)
            return outputs[edge.Output];
        Report(edge.Node, $"its output {edge.Output} is used");
        _mapped[edge.Node] = null;
        return null;
    }

    private Value[]? MapNode(GraphNode node)
    {
        if (!OperationTable.All.TryGetValue(node.Op, out var map))
        {
            Report(node, ForeignOperations.Reason(node.Op));
            return null;
        }

        var inputs = new Value[node.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            if (Output(node.Inputs[i].Resolve()) is not { } input)
                return null;
            inputs[i] = input;
        }

        writer.Written.Clear();
        try
        {
            var outputs = Fold(new NodeContext(node, inputs, writer, model), map);
            Count(node.Op);
            return outputs;
        }
        catch (ReportedException)
        {
            return null;
        }
        catch (UnmappableException e)
        {
            Report(node, e.Reason);
        }
        catch (ImportException e) when (e.Reason == ImportReasons.Unsupported)
        {
            Report(node, e.Message);
        }
        catch (Exception e)
            when (e is ArgumentException or IndexOutOfRangeException or InvalidOperationException or ArithmeticException
            )
        {
            Report(node, "its attributes or inputs do not fit together");
        }

        return null;
    }

    private static Value[] Fold(NodeContext node, Operation map)
    {
        if (IntegerFolding.Fold(node) is not { } folded)
            return map(node);
        var (elements, isScalar) = folded;
        var type = node.Op switch
        {
            "Shape" or "Size" => node.Type("out_type", Proto.DataType.DtInt32),
            "Rank" => Onnx.Proto.TensorProto.Types.DataType.Int32,
            "Cast" => node.Type("DstT"),
            "Fill" => node[1].Type,
            _ => node[node.Op == "Concat" ? 1 : 0].Type,
        };
        if (elements.All(element => element is not null))
            return [node.Constant(IntegerFolding.Constant(type, elements, isScalar))];
        var value = map(node)[0];
        return
        [
            new Value
            {
                Type = value.Type,
                Shape = isScalar ? [] : [elements.Length],
                Elements = elements,
                Name = value.Name,
                Owner = value.Owner,
            },
        ];
    }

    private void Count(string operation)
    {
        var (count, written) = model.Steps.GetValueOrDefault(
            operation,
            (0, new SortedSet<string>(StringComparer.Ordinal))
        );
        written.UnionWith(writer.Written);
        model.Steps[operation] = (count + 1, written);
    }

    private void Report(GraphNode node, string? reason) =>
        model.Problems.Add(reason is null ? $"{node.Op} at '{node.Name}'" : $"{node.Op} at '{node.Name}': {reason}");
}
