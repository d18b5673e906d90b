using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>Writes protobuf's wire format into memory whose size was computed before.</summary>
internal ref struct WireWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    public static int SizeOfVarint(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>The size of a length-delimited field with a one-byte tag.</summary>
    public static long SizeOfField(long length) => 1 + SizeOfVarint((ulong)length) + length;

    public static long SizeOfText(string text) => SizeOfField(Encoding.UTF8.GetByteCount(text));

    public void Tag(int field, WireType type) => Byte((byte)((field << 3) | (int)type));

    public void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    /// <summary>The tag and the length of a length-delimited field; its content follows.</summary>
    public void Head(int field, long length)
    {
        Tag(field, WireType.Length);
        Varint((ulong)length);
    }

    public void Text(int field, string text)
    {
        Head(field, Encoding.UTF8.GetByteCount(text));
        Written += Encoding.UTF8.GetBytes(text, _destination[Written..]);
    }

    /// <summary>The content of a length-delimited field.</summary>
    public void Raw(ReadOnlySpan<byte> content)
    {
        content.CopyTo(_destination[Written..]);
        Written += content.Length;
    }

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[Written..], value);
        Written += sizeof(ulong);
    }

    private void Byte(byte value) => _destination[Written++] = value;
}
