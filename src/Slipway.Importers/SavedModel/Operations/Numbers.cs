using Slipway.Importers.SavedModel.Mapping;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Importers.SavedModel.Operations;

/// <summary>Arithmetic in the types for which the engine has kernels.</summary>
internal static class Numbers
{
    /// <summary>The type in which the engine computes what TensorFlow computes in another one.</summary>
    public static OnnxType Kernel(OnnxType type) =>
        type switch
        {
            OnnxType.Int8 or OnnxType.Uint8 or OnnxType.Int16 or OnnxType.Uint16 or OnnxType.Bool => OnnxType.Int32,
            OnnxType.Uint32 or OnnxType.Uint64 => OnnxType.Int64,
            OnnxType.Bfloat16 => OnnxType.Float,
            _ => type,
        };

    /// <summary>Writes an operator of two numbers; small integers wrap around as they do in TensorFlow.</summary>
    public static string Of(NodeContext node, string operation, OnnxType type, string a, string b)
    {
        var kernel = Kernel(type);
        return kernel == type
            ? node.Emit(operation, [a, b])
            : node.Cast(node.Emit(operation, [node.Cast(a, kernel), node.Cast(b, kernel)]), type);
    }

    /// <summary>Writes a choice of each element of two tensors.</summary>
    public static string Where(NodeContext node, OnnxType type, string condition, string a, string b)
    {
        var kernel = type == OnnxType.String ? type : Kernel(type);
        return kernel == type
            ? node.Emit("Where", [condition, a, b])
            : node.Cast(node.Emit("Where", [condition, node.Cast(a, kernel), node.Cast(b, kernel)]), type);
    }
}
