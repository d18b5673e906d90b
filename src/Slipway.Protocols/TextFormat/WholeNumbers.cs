using Google.Protobuf.Reflection;

namespace Slipway.Protocols.TextFormat;

/// <summary>The ranges of protobuf's integer types and their wire forms.</summary>
internal static class WholeNumbers
{
    public static Int128 Least(FieldType type) =>
        type switch
        {
            FieldType.UInt32 or FieldType.Fixed32 or FieldType.UInt64 or FieldType.Fixed64 => 0,
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => int.MinValue,
            _ => long.MinValue,
        };

    public static Int128 Most(FieldType type) =>
        type switch
        {
            FieldType.UInt32 or FieldType.Fixed32 => uint.MaxValue,
            FieldType.UInt64 or FieldType.Fixed64 => ulong.MaxValue,
            FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => int.MaxValue,
            _ => long.MaxValue,
        };

    /// <summary>Writes a value that is in the field's range.</summary>
    public static void Write(FieldDescriptor field, Int128 value, WireBuffer wire)
    {
        var bits = unchecked((ulong)value);
        switch (field.FieldType)
        {
            case FieldType.Fixed32 or FieldType.SFixed32:
                wire.Fixed32(field.FieldNumber, unchecked((uint)bits));
                break;
            case FieldType.Fixed64 or FieldType.SFixed64:
                wire.Fixed64(field.FieldNumber, bits);
                break;
            case FieldType.SInt32 or FieldType.SInt64:
                // ZigZag: 0, -1, 1, -2, … are 0, 1, 2, 3, …
                wire.Varint(field.FieldNumber, unchecked((ulong)(((long)value << 1) ^ ((long)value >> 63))));
                break;
            default:
                wire.Varint(field.FieldNumber, bits);
                break;
        }
    }
}
