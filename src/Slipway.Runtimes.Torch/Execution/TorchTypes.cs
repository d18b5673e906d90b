using Slipway.Tensors;
using static TorchSharp.torch;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>The element types of libtorch and those of the protocols, both ways.</summary>
internal static class TorchTypes
{
    public static bool TryGet(DataType type, out ScalarType scalar)
    {
        (scalar, var known) = type switch
        {
            DataType.Bool => (ScalarType.Bool, true),
            DataType.UInt8 => (ScalarType.Byte, true),
            DataType.Int8 => (ScalarType.Int8, true),
            DataType.Int16 => (ScalarType.Int16, true),
            DataType.Int32 => (ScalarType.Int32, true),
            DataType.Int64 => (ScalarType.Int64, true),
            DataType.Fp16 => (ScalarType.Float16, true),
            DataType.BF16 => (ScalarType.BFloat16, true),
            DataType.Fp32 => (ScalarType.Float32, true),
            DataType.Fp64 => (ScalarType.Float64, true),
            _ => (default, false),
        };
        return known;
    }

    /// <summary>Null where the protocols have no name for it.</summary>
    public static DataType? Of(ScalarType type) =>
        type switch
        {
            ScalarType.Bool => DataType.Bool,
            ScalarType.Byte => DataType.UInt8,
            ScalarType.Int8 => DataType.Int8,
            ScalarType.Int16 => DataType.Int16,
            ScalarType.Int32 => DataType.Int32,
            ScalarType.Int64 => DataType.Int64,
            ScalarType.Float16 => DataType.Fp16,
            ScalarType.BFloat16 => DataType.BF16,
            ScalarType.Float32 => DataType.Fp32,
            ScalarType.Float64 => DataType.Fp64,
            _ => null,
        };
}
