using Slipway.Inference;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Writes parameters as entries of <c>map&lt;string, InferParameter&gt;</c>.</summary>
internal static class ParameterWriter
{
    public static long SizeOf(InferenceParameters? parameters)
    {
        var size = 0L;
        if (parameters is null)
            return size;
        foreach (var (name, value) in parameters)
        {
            size += WireWriter.SizeOfField(SizeOfEntry(name, value));
        }

        return size;
    }

    public static void Write(ref WireWriter writer, int field, InferenceParameters? parameters)
    {
        if (parameters is null)
            return;
        foreach (var (name, value) in parameters)
        {
            writer.Head(field, SizeOfEntry(name, value));
            writer.Text(1, name);
            writer.Head(2, SizeOfValue(value));
            WriteValue(ref writer, value);
        }
    }

    private static long SizeOfEntry(string name, ParameterValue value) =>
        WireWriter.SizeOfText(name) + WireWriter.SizeOfField(SizeOfValue(value));

    private static long SizeOfValue(ParameterValue value) =>
        value.Kind switch
        {
            ParameterKind.Boolean => 2,
            ParameterKind.Int64 => 1 + WireWriter.SizeOfVarint((ulong)value.AsInt64.GetValueOrDefault()),
            ParameterKind.UInt64 => 1 + WireWriter.SizeOfVarint(value.AsUInt64.GetValueOrDefault()),
            ParameterKind.Double => 1 + sizeof(ulong),
            _ => WireWriter.SizeOfText(value.AsString ?? ""),
        };

    private static void WriteValue(ref WireWriter writer, ParameterValue value)
    {
        switch (value.Kind)
        {
            case ParameterKind.Boolean:
                writer.Tag(1, WireType.Varint);
                writer.Varint(value.AsBoolean == true ? 1UL : 0UL);
                break;
            case ParameterKind.Int64:
                writer.Tag(2, WireType.Varint);
                writer.Varint((ulong)value.AsInt64.GetValueOrDefault());
                break;
            case ParameterKind.UInt64:
                writer.Tag(5, WireType.Varint);
                writer.Varint(value.AsUInt64.GetValueOrDefault());
                break;
            case ParameterKind.Double:
                writer.Tag(4, WireType.Fixed64);
                writer.Fixed64(BitConverter.DoubleToUInt64Bits(value.AsDouble.GetValueOrDefault()));
                break;
            default:
                writer.Text(3, value.AsString ?? "");
                break;
        }
    }
}
