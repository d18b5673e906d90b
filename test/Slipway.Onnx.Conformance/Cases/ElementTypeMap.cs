using Slipway.Tensors;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.Onnx.Conformance.Cases;

/// <summary>ONNX's element types and those of the Open Inference Protocol.</summary>
internal static class ElementTypeMap
{
    private static readonly (OnnxType Onnx, DataType Wire)[] Pairs =
    [
        (OnnxType.Bool, DataType.Bool),
        (OnnxType.Uint8, DataType.UInt8),
        (OnnxType.Uint16, DataType.UInt16),
        (OnnxType.Uint32, DataType.UInt32),
        (OnnxType.Uint64, DataType.UInt64),
        (OnnxType.Int8, DataType.Int8),
        (OnnxType.Int16, DataType.Int16),
        (OnnxType.Int32, DataType.Int32),
        (OnnxType.Int64, DataType.Int64),
        (OnnxType.Float16, DataType.Fp16),
        (OnnxType.Bfloat16, DataType.BF16),
        (OnnxType.Float, DataType.Fp32),
        (OnnxType.Double, DataType.Fp64),
        (OnnxType.String, DataType.Bytes),
    ];

    /// <summary>Null where the protocol has no such type.</summary>
    public static DataType? ToWire(int type)
    {
        foreach (var (onnx, wire) in Pairs)
        {
            if ((int)onnx == type)
                return wire;
        }

        return null;
    }

    /// <summary>The number that ONNX, and ONNX Runtime with it, gives the type.</summary>
    public static int ToOnnx(DataType type) => (int)Array.Find(Pairs, pair => pair.Wire == type).Onnx;
}
