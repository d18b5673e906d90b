using System.Buffers;

namespace Slipway.Gateway.Recognition.Grpc;

/// <summary>
/// Looks for a text in a protobuf message whose end need not be there yet (Protocol Buffers, "Encoding"): fields are skipped, not
/// read, in whatever order they come. Where a field comes more than once the first one counts.
/// </summary>
internal ref struct FieldScan(ReadOnlySequence<byte> bytes)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Length = 2;
    private const int Fixed32 = 5;

    private SequenceReader<byte> _reader = new(bytes);

    /// <param name="path">Field numbers, from the outside in.</param>
    /// <param name="size">Of the message: more than the bytes that are there, where some are to come.</param>
    /// <param name="value">What was found.</param>
    public ScanResult Find(ReadOnlySpan<int> path, long size, out ReadOnlySequence<byte> value)
    {
        value = default;
        var end = _reader.Consumed + size;
        while (_reader.Consumed < end)
        {
            if (TryReadVarint(out var key) is not ScanResult.Found and var cut)
                return cut;
            var isLength = (key & 7) == Length;
            if (!isLength || (int)(key >> 3) != path[0])
            {
                if (Skip((int)(key & 7), end) is not ScanResult.Found and var problem)
                    return problem;
                continue;
            }

            if (TryReadVarint(out var length) is not ScanResult.Found and var unread)
                return unread;
            if (length > (ulong)(end - _reader.Consumed))
                return ScanResult.Invalid;
            if (path.Length > 1)
            {
                if (Find(path[1..], (long)length, out value) is not ScanResult.Missing and var inner)
                    return inner;
                continue;
            }

            if ((long)length > _reader.Remaining)
                return ScanResult.More;
            value = _reader.UnreadSequence.Slice(0, (long)length);
            return ScanResult.Found;
        }

        return ScanResult.Missing;
    }

    private ScanResult Skip(int type, long end)
    {
        long length;
        switch (type)
        {
            case Varint:
                return TryReadVarint(out _);
            case Fixed64:
                length = 8;
                break;
            case Fixed32:
                length = 4;
                break;
            case Length:
                if (TryReadVarint(out var announced) is not ScanResult.Found and var cut)
                    return cut;
                length = announced > long.MaxValue ? long.MaxValue : (long)announced;
                break;
            default:
                // Groups are of proto2 and in none of these messages.
                return ScanResult.Invalid;
        }

        if (length > end - _reader.Consumed)
            return ScanResult.Invalid;
        if (length > _reader.Remaining)
            return ScanResult.More;
        _reader.Advance(length);
        return ScanResult.Found;
    }

    private ScanResult TryReadVarint(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!_reader.TryRead(out var part))
                return ScanResult.More;
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return ScanResult.Found;
        }

        return ScanResult.Invalid;
    }
}

internal enum ScanResult
{
    Found = 0,

    /// <summary>What is there does not tell yet.</summary>
    More,

    /// <summary>The whole message has no such field.</summary>
    Missing,

    /// <summary>It is no protobuf message.</summary>
    Invalid,
}
