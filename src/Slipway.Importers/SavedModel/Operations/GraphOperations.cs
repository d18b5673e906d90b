using Slipway.Importers.SavedModel.Graphs;
using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Constants, variables and what hands its input on.</summary>
internal static class GraphOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Const"] = Constant;
        foreach (
            var name in new[]
            {
                "Identity",
                "StopGradient",
                "PreventGradient",
                "Snapshot",
                "CheckNumerics",
                "EnsureShape",
                "PlaceholderWithDefault",
                "CheckNumericsV2",
                "DebugIdentityV2",
            }
        )
        {
            table[name] = node => [node[0]];
        }

        table["IdentityN"] = node => [.. node.Inputs];
        table["ReadVariableOp"] = node => [Variable(node, node[0])];
        foreach (var name in new[] { "VariableV2", "Variable" })
        {
            table[name] = node => [node.Constant(node.Model.Variables.Read(node.Node))];
        }

        foreach (
            var name in new[] { "VarHandleOp", "HashTable", "HashTableV2", "MutableHashTable", "MutableHashTableV2" }
        )
        {
            table[name] = node => [Handle(node)];
        }
    }

    /// <summary>The variable that a handle is of.</summary>
    public static Value Variable(NodeContext node, Value handle) =>
        handle.Handle is { } variable && VariableStore.IsVariable(variable)
            ? node.Constant(node.Model.Variables.Read(variable))
            : throw node.Cannot("reads a variable that is chosen while the model runs");

    private static Value[] Constant(NodeContext node) =>
        node.Node.Attributes.TryGetValue("value", out var value) && value.Tensor is { } tensor
            ? [Read(node, tensor)]
            : throw new ImportException(ImportReasons.Corrupt, $"The constant '{node.Node.Name}' has no value.");

    private static Value Read(NodeContext node, Proto.TensorProto tensor)
    {
        var value = ConstantReader.Read(tensor, node.Node.Name);
        if (tensor.TensorContent.IsEmpty)
            node.Model.Library.ChargeBytes(value.Count * sizeof(long));
        return node.Constant(value);
    }

    private static Value Handle(NodeContext node) =>
        new()
        {
            // Handles have no type in ONNX; nothing looks at it.
            Type = OnnxType.Undefined,
            Handle = node.Node,
            Owner = node.Writer,
        };
}
