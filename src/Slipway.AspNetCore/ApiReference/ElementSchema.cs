using System.Globalization;
using Microsoft.OpenApi;
using Slipway.Tensors;

namespace Slipway.AspNetCore.ApiReference;

/// <summary>The JSON form of one element of each datatype (Open Inference Protocol V2, "Tensor Data Types").</summary>
internal static class ElementSchema
{
    public static OpenApiSchema For(DataType type) =>
        type switch
        {
            DataType.Bool => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            DataType.UInt8 => Integer(byte.MinValue, byte.MaxValue),
            DataType.UInt16 => Integer(ushort.MinValue, ushort.MaxValue),
            DataType.UInt32 => Integer(uint.MinValue, uint.MaxValue),
            DataType.UInt64 => Integer(ulong.MinValue, ulong.MaxValue),
            DataType.Int8 => Integer(sbyte.MinValue, sbyte.MaxValue),
            DataType.Int16 => Integer(short.MinValue, short.MaxValue),
            DataType.Int32 => Integer(int.MinValue, int.MaxValue, "int32"),
            DataType.Int64 => Integer(long.MinValue, long.MaxValue, "int64"),
            DataType.Fp64 => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            DataType.Bytes => new OpenApiSchema { Type = JsonSchemaType.String },
            _ => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "float" },
        };

    /// <summary>What the schema language cannot say of the type's values; null where it says it all.</summary>
    public static string? Remark(DataType type) =>
        type switch
        {
            DataType.Fp32 or DataType.Fp64 =>
                "The tokens `NaN`, `Infinity` and `-Infinity` are read and written besides plain numbers.",
            DataType.Bytes => "Text is UTF-8; bytes that are not text travel in the binary part of the body.",
            DataType.Int64 or DataType.UInt64 =>
                "Values beyond 2⁵³ are exact here; make sure that your JSON library keeps them.",
            _ => null,
        };

    private static OpenApiSchema Integer(Int128 minimum, Int128 maximum, string? format = null) =>
        new()
        {
            Type = JsonSchemaType.Integer,
            Format = format,
            Minimum = minimum.ToString(CultureInfo.InvariantCulture),
            Maximum = maximum.ToString(CultureInfo.InvariantCulture),
        };
}
