using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Protocols.TextFormat;

/// <summary>A growing message in protobuf's wire format.</summary>
internal sealed class WireBuffer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Varint(int field, ulong value)
    {
        Head(field, 0);
        Varint(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Head(field, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.GetSpan(sizeof(ulong)), value);
        _bytes.Advance(sizeof(ulong));
    }

    public void Fixed32(int field, uint value)
    {
        Head(field, 5);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), value);
        _bytes.Advance(sizeof(uint));
    }

    /// <summary>A text, bytes or a message.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> content)
    {
        Head(field, 2);
        Varint((ulong)content.Length);
        _bytes.Write(content);
    }

    private void Head(int field, uint wireType) => Varint(((uint)field << 3) | wireType);

    private void Varint(ulong value)
    {
        var span = _bytes.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _bytes.Advance(length);
    }
}
