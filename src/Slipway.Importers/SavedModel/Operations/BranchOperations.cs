using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Branches: functions that are chosen while the model runs, and the switches of TensorFlow 1.</summary>
internal static class BranchOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        foreach (var name in new[] { "If", "StatelessIf" })
        {
            table[name] = If;
        }

        foreach (var name in new[] { "Case", "StatelessCase" })
        {
            table[name] = Case;
        }

        // Both ways compute; the merge takes one.
        table["Switch"] = node =>
        {
            node.Model.Switches[node.Node] = node[1];
            return [node[0], node[0]];
        };
        table["RefSwitch"] = table["Switch"];
        table["Merge"] = node => [Merge(node)];
    }

    private static Value[] If(NodeContext node)
    {
        Value[] arguments = [.. node.Inputs.Skip(1)];
        var (then, otherwise) = (FunctionCalls.Name(node, "then_branch"), FunctionCalls.Name(node, "else_branch"));
        if (node[0].Constant?.Scalar() is { } known)
            return FunctionCalls.Map(node, known != 0 ? then : otherwise, arguments, node.Writer);
        return Write(
            node,
            Condition(node, node[0]),
            writer => FunctionCalls.Map(node, then, arguments, writer),
            writer => FunctionCalls.Map(node, otherwise, arguments, writer)
        );
    }

    /// <summary>As many branches as there are; an index outside takes the last.</summary>
    private static Value[] Case(NodeContext node)
    {
        Value[] arguments = [.. node.Inputs.Skip(1)];
        var branches = node.Node.Attributes.TryGetValue("branches", out var list)
            ? list.List?.Func.Select(function => function.Name).ToArray() ?? []
            : [];
        if (branches.Length == 0)
            throw node.Cannot("has no branches");
        if (node[0].Integers is [var chosen])
        {
            var index = chosen < 0 || chosen >= branches.Length ? branches.Length - 1 : (int)chosen;
            return FunctionCalls.Map(node, branches[index], arguments, node.Writer);
        }

        return Choose(0, node.Writer);

        Value[] Choose(int index, GraphWriter writer)
        {
            if (index == branches.Length - 1)
                return FunctionCalls.Map(node, branches[index], arguments, writer);
            var number = node.Long(0);
            var isThis = writer.Emit("Equal", [number, writer.Integer(index)]);
            var here = new NodeContext(node.Node, [.. node.Inputs], writer, node.Model);
            return Write(
                here,
                isThis,
                body => FunctionCalls.Map(here, branches[index], arguments, body),
                body => Choose(index + 1, body)
            );
        }
    }

    /// <summary>Writes an If, whose branches see all values around it.</summary>
    private static Value[] Write(
        NodeContext node,
        string condition,
        Func<GraphWriter, Value[]> then,
        Func<GraphWriter, Value[]> otherwise
    )
    {
        var (thenBody, elseBody) = (node.Writer.Body("then"), node.Writer.Body("else"));
        var (a, b) = (then(thenBody), otherwise(elseBody));
        if (a.Length != b.Length)
            throw node.Cannot("has branches with different results");
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i].Type != b[i].Type || a[i].Handle is not null || a[i].List is not null || b[i].List is not null)
                throw node.Cannot("has branches whose results are handles, lists or of different types");
            BodyOutputs.Add(thenBody, a[i]);
            BodyOutputs.Add(elseBody, b[i]);
        }

        if (a.Length == 0)
            return [];
        var names = node.Writer.Emit(
            "If",
            [condition],
            a.Length,
            OnnxAttribute.Of("then_branch", thenBody.Builder.BuildGraph()),
            OnnxAttribute.Of("else_branch", elseBody.Builder.BuildGraph())
        );
        return [.. names.Select((name, i) => node.Of(name, a[i].Type, Common(a[i].Shape, b[i].Shape)))];
    }

    /// <summary>What two shapes have in common.</summary>
    public static long?[]? Common(long?[]? a, long?[]? b) =>
        a is null || b is null || a.Length != b.Length ? null : [.. a.Select((dim, i) => dim == b[i] ? dim : null)];

    /// <summary>A value as a condition: numbers other than zero are true.</summary>
    public static string Condition(NodeContext node, Value value)
    {
        var name = node.Writer.Name(value);
        if (value.Type == OnnxType.String)
            throw node.Cannot("has a text as its condition");
        if (value.Type != OnnxType.Bool)
            name = node.Cast(name, OnnxType.Bool);
        return value.Rank == 0 ? name : node.Emit("Reshape", [name, node.Writer.Integers()]);
    }

    private static Value Merge(NodeContext node)
    {
        if (node.Count != 2)
            throw node.Cannot($"merges {node.Count} ways");
        var (first, second) = (SwitchSearch.Above(node.Node.Inputs[0]), SwitchSearch.Above(node.Node.Inputs[1]));
        if (
            first is not { } one
            || second is not { } other
            || one.Node.Inputs[1].Resolve() != other.Node.Inputs[1].Resolve()
        )
            throw node.Cannot("merges ways that do not part at one condition, as loops of TensorFlow 1 do");
        if (one.Output == other.Output)
            throw node.Cannot("merges two ways of one side");
        var condition =
            node.Model.Switches.GetValueOrDefault(one.Node) ?? throw node.Cannot("merges ways of another scope");
        var (isTrue, isFalse) = one.Output == 1 ? (node[0], node[1]) : (node[1], node[0]);
        var name = Condition(node, condition);
        return Write(node, name, _ => [isTrue], _ => [isFalse])[0];
    }
}
