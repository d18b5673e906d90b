using System.Buffers;
using Slipway.Errors;

namespace Slipway.Tensors;

/// <summary>
/// Fills a <see cref="TensorBuffer"/> whose final size is not known yet: memory grows with what has really arrived,
/// so that a declared size alone never costs memory. Not thread-safe.
/// </summary>
public sealed class TensorBufferWriter(int initialCapacity = 256) : IBufferWriter<byte>, IDisposable
{
    private TensorBuffer? _buffer = TensorBuffer.Rent(initialCapacity);

    /// <summary>Bytes written so far.</summary>
    public int WrittenLength { get; private set; }

    public Span<byte> Written => Buffer.GetSpan()[..WrittenLength];

    private TensorBuffer Buffer => _buffer ?? throw new ObjectDisposedException(nameof(TensorBufferWriter));

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(
            (uint)count,
            (uint)(Buffer.Length - WrittenLength),
            nameof(count)
        );
        WrittenLength += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return Buffer.GetSpan()[WrittenLength..];
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return Buffer.Memory[WrittenLength..];
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        WrittenLength += bytes.Length;
    }

    /// <summary>
    /// Hands the memory over, and the writer ends. The buffer may be longer than what was written;
    /// <see cref="Tensor"/> takes the length that it needs.
    /// </summary>
    public TensorBuffer Detach()
    {
        var buffer = Buffer;
        _buffer = null;
        return buffer;
    }

    public void Dispose()
    {
        _buffer?.Dispose();
        _buffer = null;
    }

    private void Reserve(int more)
    {
        var buffer = Buffer;
        if (buffer.Length - WrittenLength >= more)
            return;

        var needed = (long)WrittenLength + more;
        if (needed > Array.MaxLength)
            throw ServingException.TooLarge("A tensor of over 2 GB cannot be held; send it in parts.");
        var larger = TensorBuffer.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, buffer.Length * 2L)));
        buffer.GetSpan()[..WrittenLength].CopyTo(larger.GetSpan());
        _buffer = larger;
        buffer.Dispose();
    }
}
