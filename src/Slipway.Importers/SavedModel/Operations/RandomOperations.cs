using Slipway.Importers.SavedModel.Mapping;
using Slipway.Importers.SavedModel.Proto;
using Slipway.Onnx;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>
/// Random numbers. A served model that was saved with its dropout in place draws them and, at a rate of zero, does not use
/// them.
/// </summary>
internal static class RandomOperations
{
    public static void Add(Dictionary<string, Operation> table)
    {
        table["RandomUniform"] = node => [Draw(node, "RandomUniformLike")];
        table["StatelessRandomUniform"] = table["RandomUniform"];
        table["StatelessRandomUniformV2"] = table["RandomUniform"];
        table["RandomStandardNormal"] = node => [Draw(node, "RandomNormalLike")];
        table["StatelessRandomNormal"] = table["RandomStandardNormal"];
        table["StatelessRandomNormalV2"] = table["RandomStandardNormal"];
    }

    private static Value Draw(NodeContext node, string operation)
    {
        var type = node.Type("dtype", DataType.DtFloat);
        var shaped = node.Emit("Expand", [node.Writer.Scalar(type, 0), node.LongVector(0)]);
        if (node.Op.StartsWith("Stateless", StringComparison.Ordinal))
            node.Model.Remarks.Add($"'{node.Node.Name}' draws other random numbers than TensorFlow does for its seed");
        return node.Of(
            node.Emit(operation, [shaped], OnnxAttribute.Of("dtype", (long)type)),
            type,
            ShapeOperations.Known(node[0])
        );
    }
}
