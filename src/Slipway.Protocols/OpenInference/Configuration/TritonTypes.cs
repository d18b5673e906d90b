using Slipway.Tensors;
using ConfigType = Slipway.Protocols.OpenInference.Grpc.Proto.DataType;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>The element types of model_config.proto: TYPE_ and the protocol's name, but TYPE_STRING for BYTES.</summary>
internal static class TritonTypes
{
    public static ConfigType From(DataType type) =>
        type switch
        {
            DataType.Bool => ConfigType.TypeBool,
            DataType.UInt8 => ConfigType.TypeUint8,
            DataType.UInt16 => ConfigType.TypeUint16,
            DataType.UInt32 => ConfigType.TypeUint32,
            DataType.UInt64 => ConfigType.TypeUint64,
            DataType.Int8 => ConfigType.TypeInt8,
            DataType.Int16 => ConfigType.TypeInt16,
            DataType.Int32 => ConfigType.TypeInt32,
            DataType.Int64 => ConfigType.TypeInt64,
            DataType.Fp16 => ConfigType.TypeFp16,
            DataType.BF16 => ConfigType.TypeBf16,
            DataType.Fp32 => ConfigType.TypeFp32,
            DataType.Fp64 => ConfigType.TypeFp64,
            DataType.Bytes => ConfigType.TypeString,
            _ => ConfigType.TypeInvalid,
        };

    /// <summary>The protocol's name, or null where no type is given.</summary>
    public static string? NameOf(ConfigType type)
    {
        foreach (var candidate in Enum.GetValues<DataType>())
        {
            if (From(candidate) == type)
                return candidate.Name();
        }

        return null;
    }
}
