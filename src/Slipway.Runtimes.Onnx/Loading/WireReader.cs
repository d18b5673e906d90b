using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// Reads the protobuf wire format from a file of any size through one small buffer: skipping a field costs nothing,
/// however many gigabytes of weights it holds. Not thread-safe.
/// </summary>
internal sealed class WireReader(SafeFileHandle file, long length)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private long _bufferStart;
    private int _bufferLength;

    public long Length => length;

    public long Position { get; private set; }

    /// <summary>Reads the next field's number and wire type; false at <paramref name="end"/>.</summary>
    /// <exception cref="InvalidDataException">These bytes are no protobuf message.</exception>
    public bool TryReadTag(long end, out int field, out int wireType)
    {
        if (Position >= end)
        {
            field = wireType = 0;
            return Position == end ? false : throw Broken();
        }

        var tag = ReadVarint();
        field = (int)(tag >> 3);
        wireType = (int)(tag & 7);
        return field > 0 && tag <= uint.MaxValue ? true : throw Broken();
    }

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var b = ReadByte();
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }

        throw Broken();
    }

    /// <summary>Reads the length in front of a string or message, and gives the position where that ends.</summary>
    public long ReadEnd(long parentEnd)
    {
        var size = ReadVarint();
        return size <= (ulong)(parentEnd - Position) ? Position + (long)size : throw Broken();
    }

    public string ReadString(long parentEnd, int most)
    {
        var end = ReadEnd(parentEnd);
        if (end - Position > most)
            throw new InvalidDataException($"A name of {end - Position} bytes at byte {Position} is too long.");
        var bytes = new byte[(int)(end - Position)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = ReadByte();
        }

        return Encoding.UTF8.GetString(bytes);
    }

    public void SkipTo(long position) => Position = position;

    public void Skip(int wireType, long end)
    {
        switch (wireType)
        {
            case 0:
                ReadVarint();
                break;
            case 1:
                Position += sizeof(ulong);
                break;
            case 2:
                Position = ReadEnd(end);
                break;
            case 5:
                Position += sizeof(uint);
                break;
            default:
                throw Broken();
        }

        if (Position > end)
            throw Broken();
    }

    public InvalidDataException Broken() => new($"The file is cut off or damaged at byte {Position}.");

    private byte ReadByte()
    {
        var index = Position - _bufferStart;
        if (index < 0 || index >= _bufferLength)
        {
            _bufferStart = Position;
            _bufferLength = Position < length ? RandomAccess.Read(file, _buffer, Position) : 0;
            index = 0;
            if (_bufferLength == 0)
                throw Broken();
        }

        Position++;
        return _buffer[index];
    }
}
