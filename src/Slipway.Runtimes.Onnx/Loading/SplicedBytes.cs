namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// Bytes of which most are those of a source: they are copied once, into an array of the right length, however large they are.
/// Not thread-safe.
/// </summary>
internal sealed class SplicedBytes
{
    // What is added, or null and the place in the source.
    private readonly List<(byte[]? Added, int Start, int Length)> _pieces = [];
    private long _length;

    /// <summary>Goes on with a part of the source.</summary>
    public void Keep(int start, int length)
    {
        _pieces.Add((null, start, length));
        _length += length;
    }

    /// <summary>Goes on with other bytes.</summary>
    public void Add(byte[] bytes)
    {
        _pieces.Add((bytes, 0, bytes.Length));
        _length += bytes.Length;
    }

    public byte[] ToArray(ReadOnlySpan<byte> source)
    {
        var result = new byte[_length];
        var rest = result.AsSpan();
        foreach (var (added, start, length) in _pieces)
        {
            (added ?? source.Slice(start, length)).CopyTo(rest);
            rest = rest[length..];
        }

        return result;
    }
}
