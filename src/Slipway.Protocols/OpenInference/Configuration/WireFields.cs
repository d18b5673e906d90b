using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>A value as it is on the wire: a number in 64 bits, or bytes.</summary>
internal readonly record struct WireValue(ulong Number, ReadOnlyMemory<byte> Bytes)
{
    public long AsSigned(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.SInt32 or FieldType.SInt64 => (long)(Number >> 1) ^ -(long)(Number & 1),
            FieldType.Int32 or FieldType.SFixed32 or FieldType.Enum => (int)Number,
            _ => (long)Number,
        };

    /// <summary>As the key of a map, which is a text, an integer or a bool.</summary>
    public string AsKey(FieldDescriptor field) =>
        field.FieldType switch
        {
            FieldType.String => Encoding.UTF8.GetString(Bytes.Span),
            FieldType.Bool => Number != 0 ? "true" : "false",
            FieldType.UInt32 or FieldType.UInt64 or FieldType.Fixed32 or FieldType.Fixed64 => Number.ToString(
                CultureInfo.InvariantCulture
            ),
            _ => AsSigned(field).ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>The fields of one message of ours, by number and in their order.</summary>
internal sealed class WireFields
{
    private readonly Dictionary<int, List<WireValue>> _values = [];

    public static WireFields Read(ReadOnlyMemory<byte> wire)
    {
        var fields = new WireFields();
        using var input = new CodedInputStream(wire.ToArray());
        while (input.ReadTag() is not 0 and var tag)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            if (!fields._values.TryGetValue(number, out var values))
                fields._values[number] = values = [];
            values.Add(
                WireFormat.GetTagWireType(tag) switch
                {
                    WireFormat.WireType.Varint => new WireValue(input.ReadUInt64(), default),
                    WireFormat.WireType.Fixed64 => new WireValue(input.ReadFixed64(), default),
                    WireFormat.WireType.Fixed32 => new WireValue(input.ReadFixed32(), default),
                    WireFormat.WireType.LengthDelimited => new WireValue(0, input.ReadBytes().Memory),
                    _ => throw new InvalidOperationException("Messages here have no groups."),
                }
            );
        }

        return fields;
    }

    /// <summary>The values of a field; numbers that were packed are unpacked.</summary>
    public List<WireValue> Of(FieldDescriptor field)
    {
        var values = _values.GetValueOrDefault(field.FieldNumber) ?? [];
        var isPacked =
            field.IsRepeated && field.FieldType is not (FieldType.Message or FieldType.String or FieldType.Bytes);
        return isPacked ? [.. values.SelectMany(value => Unpack(field, value))] : values;
    }

    private static List<WireValue> Unpack(FieldDescriptor field, WireValue packed)
    {
        if (packed.Bytes.Length == 0)
            return [packed];
        var values = new List<WireValue>();
        using var input = new CodedInputStream(packed.Bytes.ToArray());
        while (!input.IsAtEnd)
        {
            var number = field.FieldType switch
            {
                FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => input.ReadFixed64(),
                FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => input.ReadFixed32(),
                _ => input.ReadUInt64(),
            };
            values.Add(new WireValue(number, default));
        }

        return values;
    }
}
