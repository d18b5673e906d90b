using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>What TensorFlow's optimiser puts into a product or a convolution: a bias and an activation.</summary>
internal static class Fusion
{
    /// <param name="node">The fused node; its bias comes after the two factors.</param>
    /// <param name="value">What its product is.</param>
    /// <param name="axis">The dimension of the channels in the written value, which is the last in TensorFlow's layout.</param>
    public static Value After(NodeContext node, Value value, int axis)
    {
        var fused =
            node.Node.Attributes.TryGetValue("fused_ops", out var list) && list.List is { } names
                ? names.S.Select(name => name.ToStringUtf8()).ToArray()
                : [];
        var name = value.Name ?? value.ChannelsFirst!;
        foreach (var operation in fused)
        {
            name = operation switch
            {
                "BiasAdd" => node.Emit("Add", [name, Bias(node, value, axis)]),
                "Relu" or "Elu" or "Sigmoid" or "Tanh" => node.Emit(operation, [name]),
                "Relu6" => node.Emit(
                    "Clip",
                    [name, node.Writer.Scalar(value.Type, 0), node.Writer.Scalar(value.Type, 6)]
                ),
                "LeakyRelu" => node.Emit(
                    operation,
                    [name],
                    OnnxAttribute.Of("alpha", node.Number("leakyrelu_alpha", 0.2f))
                ),
                _ => throw node.Cannot($"fuses {operation}"),
            };
        }

        return value.Name is null ? node.Image(name, value.Type, value.Shape!) : node.Of(name, value.Type, value.Shape);
    }

    private static string Bias(NodeContext node, Value value, int axis)
    {
        if (value.Name is not null)
            return node.Name(2);
        var shape = Enumerable.Repeat(1L, value.Rank!.Value - axis).ToArray();
        shape[0] = -1;
        return node.Emit("Reshape", [node.Name(2), node.Writer.Integers(shape)]);
    }
}
