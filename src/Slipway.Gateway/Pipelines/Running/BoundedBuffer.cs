using System.Buffers;

namespace Slipway.Gateway.Pipelines.Running;

/// <summary>Memory that is written to and grows up to a bound.</summary>
/// <param name="most">Bytes.</param>
internal sealed class BoundedBuffer(int most) : IBufferWriter<byte>
{
    private const int First = 1024;

    private readonly ArrayBufferWriter<byte> _inner = new(First);

    public ReadOnlyMemory<byte> Written => _inner.WrittenMemory;

    /// <exception cref="OverflowException">It is over the bound.</exception>
    public void Advance(int count)
    {
        Refuse(count);
        _inner.Advance(count);
    }

    /// <inheritdoc cref="Advance"/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Refuse(sizeHint);
        return _inner.GetMemory(sizeHint);
    }

    /// <inheritdoc cref="Advance"/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Refuse(sizeHint);
        return _inner.GetSpan(sizeHint);
    }

    private void Refuse(int count)
    {
        if (_inner.WrittenCount > most - count)
            throw new OverflowException($"It is over {most} bytes.");
    }
}
