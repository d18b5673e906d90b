using Slipway.Importers.SavedModel.Mapping;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Softmax and its kin, and normalisation over batches, channels and vectors.</summary>
internal static class NormalizationOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["Softmax"] = node => [node.Of(node.Emit("Softmax", [node.Name(0)]), node[0].Type, node[0].Shape)];
        table["LogSoftmax"] = node => [node.Of(node.Emit("LogSoftmax", [node.Name(0)]), node[0].Type, node[0].Shape)];
        foreach (var name in new[] { "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" })
        {
            table[name] = BatchNorm;
        }

        table["LRN"] = LocalResponse;
    }

    private static Value[] BatchNorm(NodeContext node)
    {
        if (node.Flag("is_training", true))
            throw node.Cannot("normalises by the batch's own mean, as in training; save the model with training=False");
        var format = node.Text("data_format", "NHWC");
        var isFirst = format.StartsWith("NC", StringComparison.Ordinal);
        var rank = format.Length;
        var image =
            isFirst ? node.Name(0)
            : node[0].Rank == rank ? node.Writer.ChannelsFirst(node[0])
            : node.Emit("Transpose", [node.Name(0)], Layout.ToFirst(rank));
        // Half precision has its numbers in single.
        string[] parameters = [node.Name(1), node.Name(2), node.Name(3), node.Name(4)];
        var type = node[0].Type;
        var name = node.Through(
            type,
            node[1].Type,
            image,
            x =>
                node.Emit(
                    "BatchNormalization",
                    [x, .. parameters],
                    OnnxAttribute.Of("epsilon", node.Number("epsilon", 1e-4f))
                )
        );
        var shape = node[0].Shape ?? new long?[rank];
        var result = isFirst ? node.Of(name, type, shape) : node.Image(name, type, shape);
        return [result, node[3], node[4], node[3], node[4], node[3]];
    }

    /// <summary>x / (bias + alpha · Σx² over the neighbouring channels) ^ beta.</summary>
    private static Value[] LocalResponse(NodeContext node)
    {
        var radius = node.Integer("depth_radius", 5);
        var size = 2 * radius + 1;
        if (node[0].Shape is not { Length: 4 } shape)
            throw node.Cannot("has an input of unknown rank");
        var name = node.Emit(
            "LRN",
            [node.Writer.ChannelsFirst(node[0])],
            OnnxAttribute.Of("size", size),
            // ONNX divides alpha by the size.
            OnnxAttribute.Of("alpha", node.Number("alpha", 1) * size),
            OnnxAttribute.Of("beta", node.Number("beta", 0.5f)),
            OnnxAttribute.Of("bias", node.Number("bias", 1))
        );
        return [node.Image(name, node[0].Type, shape)];
    }
}
