using System.Buffers;
using Slipway.Errors;

namespace Slipway.Protocols.Json;

/// <summary>Bytes that are appended to pooled memory, which doubles as they come. Not thread-safe.</summary>
internal sealed class PooledBuffer(int initialCapacity = 1024) : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(initialCapacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        Length = 0;
        if (buffer.Length != 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Reserve(int more)
    {
        var needed = Length + Math.Max(1L, more);
        if (needed <= _buffer.Length)
            return;
        if (needed > Array.MaxLength)
            throw ServingException.TooLarge("The JSON part of a message is over 2 GB; use binary data.");
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, Length * 2L)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
