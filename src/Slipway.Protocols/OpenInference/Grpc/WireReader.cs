using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Slipway.Errors;

namespace Slipway.Protocols.OpenInference.Grpc;

/// <summary>
/// Reads protobuf's wire format from memory that may lie in several segments, without materialising messages. Reads
/// never cross the end of the message or field entered last.
/// </summary>
/// <exception cref="ServingException">InvalidArgument, from every member, for bytes that are not protobuf.</exception>
internal ref struct WireReader(ReadOnlySequence<byte> data)
{
    private const int LongestVarint = 10;

    private SequenceReader<byte> _reader = new(data);
    private long _end = data.Length;

    public readonly long Position => _reader.Consumed;

    public readonly long Remaining => _end - _reader.Consumed;

    public readonly bool AtEnd => Remaining <= 0;

    /// <summary>False, with nothing consumed, where the varint is not wholly there yet.</summary>
    public bool TryReadVarint(out ulong value)
    {
        var span = _reader.UnreadSpan;
        if (span.Length > Remaining)
            span = span[..(int)Remaining];

        value = 0;
        var count = Math.Min(span.Length, LongestVarint);
        for (var i = 0; i < count; i++)
        {
            value |= (ulong)(span[i] & 0x7F) << (7 * i);
            if (span[i] < 0x80)
            {
                _reader.Advance(i + 1);
                return true;
            }
        }

        return count == LongestVarint
            ? throw Malformed("a varint is longer than 10 bytes")
            : TryReadSplitVarint(out value);
    }

    public ulong ReadVarint() => TryReadVarint(out var value) ? value : throw Truncated();

    /// <summary>False where the tag is not wholly there yet; then nothing is consumed.</summary>
    public bool TryReadTag(out int field, out WireType type)
    {
        (field, type) = (0, default);
        if (!TryReadVarint(out var tag))
            return false;
        if (tag is < 8 or > uint.MaxValue)
            throw Malformed($"{tag} is not a field tag");

        (field, type) = ((int)(tag >> 3), (WireType)(tag & 7));
        return type is WireType.Varint or WireType.Fixed32 or WireType.Fixed64 or WireType.Length
            ? true
            : throw Malformed($"field {field} has wire type {(int)type}, which proto3 does not use");
    }

    public void ReadTag(out int field, out WireType type)
    {
        if (!TryReadTag(out field, out type))
            throw Truncated();
    }

    /// <summary>The length in front of a field, which must fit into what is left.</summary>
    public int ReadLength()
    {
        var length = ReadVarint();
        return length <= (ulong)Remaining
            ? (int)length
            : throw Malformed($"a field declares {length} bytes, but only {Remaining} are left around it");
    }

    /// <summary>
    /// Enters a length-delimited field: <see cref="AtEnd"/> becomes true at its end. Returns what
    /// <see cref="Leave"/> wants once all of it has been read.
    /// </summary>
    public long Enter()
    {
        var length = ReadLength();
        var outer = _end;
        _end = Position + length;
        return outer;
    }

    public void Leave(long outer) => _end = outer;

    public uint ReadFixed32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        CopyTo(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public ulong ReadFixed64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>A length-delimited field of UTF-8 text; <paramref name="field"/> is its name for the error.</summary>
    public string ReadString(string field)
    {
        var length = ReadLength();
        var span = _reader.UnreadSpan;
        if (length <= span.Length)
        {
            var text = Decode(span[..length], field);
            _reader.Advance(length);
            return text;
        }

        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            CopyTo(copy.AsSpan(0, length));
            return Decode(copy.AsSpan(0, length), field);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    public void CopyTo(scoped Span<byte> destination)
    {
        if (destination.Length > Remaining || !_reader.TryCopyTo(destination))
            throw Truncated();
        _reader.Advance(destination.Length);
    }

    public void Advance(long count)
    {
        if (count > Remaining)
            throw Truncated();
        _reader.Advance(count);
    }

    /// <summary>Skips the value of a field whose tag has been read.</summary>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Length:
                Advance(ReadLength());
                break;
            default:
                Advance(type == WireType.Fixed32 ? sizeof(uint) : sizeof(ulong));
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expect(WireType wanted, WireType actual, string field)
    {
        if (actual != wanted)
            throw WrongWireType(field, actual);
    }

    public static ServingException WrongWireType(string field, WireType actual) =>
        Malformed($"{field} has wire type {(int)actual}, which does not fit its type");

    public static ServingException Malformed(string what) =>
        ServingException.InvalidArgument(
            $"The request is not well-formed protobuf: {what}. Encode it with the protocol's published .proto files."
        );

    private static ServingException Truncated() => Malformed("it ends in the middle of a field");

    private static string Decode(ReadOnlySpan<byte> text, string field) =>
        Utf8.IsValid(text) ? Encoding.UTF8.GetString(text) : throw Malformed($"{field} is not valid UTF-8");

    private bool TryReadSplitVarint(out ulong value)
    {
        value = 0;
        var ahead = _reader;
        var count = (int)Math.Min(Remaining, LongestVarint);
        for (var i = 0; i < count; i++)
        {
            ahead.TryRead(out var part);
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                _reader = ahead;
                return true;
            }
        }

        return count == LongestVarint ? throw Malformed("a varint is longer than 10 bytes") : false;
    }
}
