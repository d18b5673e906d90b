using System.Buffers;
using System.Buffers.Binary;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// A frame to be sent: the header is written through the interface, the payload appended, and the lengths put in front.
/// Used again for the next frame. Not thread-safe.
/// </summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    /// <summary>The lengths of header and payload.</summary>
    public const int PrefixLength = 2 * sizeof(uint);

    // What one large message took is not kept.
    private const int Kept = 256 << 10;

    private byte[] _bytes = new byte[8 << 10];
    private int _length;
    private int _headerEnd;

    public void Start()
    {
        if (_bytes.Length > Kept)
            _bytes = new byte[Kept];
        _length = PrefixLength;
        _headerEnd = 0;
    }

    public void EndHeader() => _headerEnd = _length;

    public ReadOnlyMemory<byte> Finish()
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes, _headerEnd - PrefixLength);
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(sizeof(uint)), _length - _headerEnd);
        return _bytes.AsMemory(0, _length);
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length < more)
            Array.Resize(ref _bytes, checked(Math.Max(_length + more, 2 * _bytes.Length)));
    }
}
