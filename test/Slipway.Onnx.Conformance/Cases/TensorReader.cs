using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Slipway.Onnx.Proto;
using Slipway.Tensors;

namespace Slipway.Onnx.Conformance.Cases;

/// <summary>ONNX's serialized tensors as ours.</summary>
internal static class TensorReader
{
    /// <exception cref="InvalidDataException">A type that the protocol has no name for, or data in another file.</exception>
    public static Tensor Read(TensorProto proto)
    {
        if (ElementTypeMap.ToWire(proto.DataType) is not { } type)
            throw new InvalidDataException($"a data file of type {proto.DataType}");
        if (proto.DataLocation == TensorProto.Types.DataLocation.External)
            throw new InvalidDataException("a data file that refers to another file");
        var shape = new TensorShape([.. proto.Dims]);
        if (type == DataType.Bytes)
            return ReadStrings(proto.StringData, shape);
        var bytes = proto.HasRawData ? proto.RawData.ToByteArray() : ReadTyped(proto, type);
        return new Tensor(type, shape, TensorBuffer.Pin(bytes), bytes.Length);
    }

    private static byte[] ReadTyped(TensorProto proto, DataType type) =>
        type switch
        {
            DataType.Fp32 => AsBytes<float>([.. proto.FloatData]),
            DataType.Fp64 => AsBytes<double>([.. proto.DoubleData]),
            DataType.Int64 => AsBytes<long>([.. proto.Int64Data]),
            DataType.UInt64 => AsBytes<ulong>([.. proto.Uint64Data]),
            DataType.UInt32 => AsBytes<uint>([.. proto.Uint64Data.Select(value => (uint)value)]),
            DataType.Int32 => AsBytes<int>([.. proto.Int32Data]),

            // The narrower types, the 16-bit floats by their bits among them, share the field of the 32-bit integers.
            _ when type.ElementSize() == 2 => AsBytes<short>([.. proto.Int32Data.Select(value => (short)value)]),
            _ => [.. proto.Int32Data.Select(value => (byte)value)],
        };

    private static byte[] AsBytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static Tensor ReadStrings(RepeatedField<Google.Protobuf.ByteString> values, TensorShape shape)
    {
        using var writer = new TensorBufferWriter();
        foreach (var value in values)
        {
            BytesElements.Append(writer, value.Span);
        }

        var length = writer.WrittenLength;
        return new Tensor(DataType.Bytes, shape, writer.Detach(), length);
    }
}
