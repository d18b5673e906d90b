using Microsoft.ML.OnnxRuntime.Tensors;
using Slipway.Tensors;

namespace Slipway.Runtimes.Onnx.Native;

/// <summary>The element types of ONNX Runtime and those of the protocols, both ways.</summary>
internal static class OrtElementTypes
{
    // In the order of DataType.
    private static readonly TensorElementType[] Types =
    [
        TensorElementType.Bool,
        TensorElementType.UInt8,
        TensorElementType.UInt16,
        TensorElementType.UInt32,
        TensorElementType.UInt64,
        TensorElementType.Int8,
        TensorElementType.Int16,
        TensorElementType.Int32,
        TensorElementType.Int64,
        TensorElementType.Float16,
        TensorElementType.BFloat16,
        TensorElementType.Float,
        TensorElementType.Double,
        TensorElementType.String,
    ];

    public static TensorElementType Of(DataType type) => Types[(int)type];

    /// <summary>False where the protocols have no name for <paramref name="type"/>.</summary>
    public static bool TryGet(TensorElementType type, out DataType dataType)
    {
        var index = Array.IndexOf(Types, type);
        dataType = index < 0 ? default : (DataType)index;
        return index >= 0;
    }

    /// <summary>The lower-case name that ONNX itself uses, for messages; its numbers are those of ONNX Runtime.</summary>
    public static string OnnxName(int type) =>
        type switch
        {
            1 => "float",
            2 => "uint8",
            3 => "int8",
            4 => "uint16",
            5 => "int16",
            6 => "int32",
            7 => "int64",
            8 => "string",
            9 => "bool",
            10 => "float16",
            11 => "double",
            12 => "uint32",
            13 => "uint64",
            14 => "complex64",
            15 => "complex128",
            16 => "bfloat16",
            17 => "float8e4m3fn",
            18 => "float8e4m3fnuz",
            19 => "float8e5m2",
            20 => "float8e5m2fnuz",
            21 => "uint4",
            22 => "int4",
            23 => "float4e2m1",
            24 => "float8e8m0",
            25 => "uint2",
            26 => "int2",
            _ => $"type {type}",
        };
}
