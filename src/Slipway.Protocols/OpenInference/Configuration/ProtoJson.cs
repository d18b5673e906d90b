using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Slipway.Protocols.OpenInference.Configuration;

/// <summary>
/// Writes a message as JSON in the form in which Triton answers configurations: proto3's JSON, but with the names of the
/// .proto file, with every scalar and list that has no presence of its own, and with 64-bit integers as numbers. Works on
/// wire bytes and descriptors: no accessor is called by reflection.
/// </summary>
public static class ProtoJson
{
    public static void Write(Utf8JsonWriter json, IMessage message) =>
        WriteMessage(json, message.Descriptor, message.ToByteArray());

    private static void WriteMessage(Utf8JsonWriter json, MessageDescriptor type, ReadOnlyMemory<byte> wire)
    {
        var fields = WireFields.Read(wire);
        json.WriteStartObject();
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var values = fields.Of(field);
            if (values.Count == 0 && field.HasPresence)
                continue;
            json.WritePropertyName(field.Name);
            if (field.IsMap)
                WriteMap(json, field.MessageType, values);
            else if (field.IsRepeated)
                WriteList(json, field, values);
            else
                WriteValue(json, field, values.Count > 0 ? values[^1] : default);
        }

        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, FieldDescriptor field, List<WireValue> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            WriteValue(json, field, value);
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, MessageDescriptor entry, List<WireValue> values)
    {
        var key = entry.FindFieldByNumber(1);
        var content = entry.FindFieldByNumber(2);
        json.WriteStartObject();
        foreach (var value in values)
        {
            var fields = WireFields.Read(value.Bytes);
            json.WritePropertyName(fields.Of(key).LastOrDefault().AsKey(key));
            WriteValue(json, content, fields.Of(content).LastOrDefault());
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, FieldDescriptor field, WireValue value)
    {
        switch (field.FieldType)
        {
            case FieldType.Message:
                WriteMessage(json, field.MessageType, value.Bytes);
                break;
            case FieldType.String:
                json.WriteStringValue(value.Bytes.Span);
                break;
            case FieldType.Bytes:
                json.WriteBase64StringValue(value.Bytes.Span);
                break;
            case FieldType.Bool:
                json.WriteBooleanValue(value.Number != 0);
                break;
            case FieldType.Enum when field.EnumType.FindValueByNumber((int)value.Number) is { } known:
                json.WriteStringValue(known.Name);
                break;
            case FieldType.Float:
                WriteFloat(json, BitConverter.UInt32BitsToSingle((uint)value.Number));
                break;
            case FieldType.Double:
                WriteFloat(json, BitConverter.UInt64BitsToDouble(value.Number));
                break;
            case FieldType.UInt32 or FieldType.UInt64 or FieldType.Fixed32 or FieldType.Fixed64:
                json.WriteNumberValue(value.Number);
                break;
            default:
                json.WriteNumberValue(value.AsSigned(field));
                break;
        }
    }

    // A float is written as the shortest text that reads back as the same float, which its double is not.
    private static void WriteFloat(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            WriteFloat(json, (double)value);
    }

    private static void WriteFloat(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteStringValue(
                double.IsNaN(value) ? "NaN"
                : value > 0 ? "Infinity"
                : "-Infinity"
            );
    }
}
