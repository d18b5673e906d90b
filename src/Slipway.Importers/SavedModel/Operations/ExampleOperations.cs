using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Values;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// The parsers of tf.Example at the head of classify and regress signatures. What they would read from the serialised
/// examples becomes inputs with the features' names: the server takes examples apart by itself.
/// </summary>
internal static class ExampleOperations
{
    private const string SparseFeature = "needs a feature of free length (VarLenFeature), which is a sparse tensor";

    public static void Add(Dictionary<string, Operation> table)
    {
        table["ParseExample"] = node =>
        {
            var (sparse, dense) = ((int)node.Integer("Nsparse"), (int)node.Integer("Ndense"));
            return Parse(
                node,
                sparse,
                [.. Enumerable.Range(2 + sparse, dense).Select(i => Text(node, i)[0])],
                isBatch: true
            );
        };
        table["ParseExampleV2"] = node => Parse(node, (int)node.Integer("num_sparse"), Text(node, 3), isBatch: true);
        table["ParseSingleExample"] = node =>
            Parse(
                node,
                (int)node.Integer("num_sparse"),
                node.Node.Attributes.TryGetValue("dense_keys", out var keys) && keys.List is { } list
                    ? [.. list.S.Select(key => key.ToStringUtf8())]
                    : [],
                isBatch: false
            );
    }

    private static string[] Text(NodeContext node, int index) =>
        node[index].Constant?.Texts() ?? throw node.Cannot("has feature names that are computed");

    private static Value[] Parse(NodeContext node, int sparse, string[] keys, bool isBatch)
    {
        if (sparse is < 0 or > 100_000)
            throw node.Cannot("has a wrong number of features");
        node[0].Parsed = true;
        var types = node.Node.Attributes.TryGetValue("Tdense", out var list) ? list.List?.Type : null;
        var shapes = node.Node.Attributes.TryGetValue("dense_shapes", out var dense) ? dense.List?.Shape : null;
        if (types?.Count != keys.Length || shapes?.Count != keys.Length)
            throw node.Cannot("does not give each feature a type and a shape");
        var outputs = new List<Value>();
        for (var i = 0; i < 3 * sparse; i++)
        {
            outputs.Add(
                new Value
                {
                    Type = OnnxType.Undefined,
                    Missing = SparseFeature,
                    Owner = node.Writer,
                }
            );
        }

        for (var i = 0; i < keys.Length; i++)
        {
            var shape = Shapes.Of(shapes[i]);
            outputs.Add(
                new Value
                {
                    Type = ElementType.Of(types[i]),
                    Shape =
                        shape is null ? null
                        : isBatch ? [null, .. shape]
                        : shape,
                    InputName = keys[i],
                    Owner = node.Writer.Root,
                }
            );
        }

        node.Model.Remarks.Add(
            $"The examples that '{node.Node.Name}' parses are replaced by the inputs {string.Join(", ", keys)}"
        );
        return [.. outputs];
    }
}
