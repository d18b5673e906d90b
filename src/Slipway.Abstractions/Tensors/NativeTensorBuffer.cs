namespace Slipway.Tensors;

/// <summary>
/// Memory rented from <see cref="NativeMemoryPool"/> for one owner. There is no finalizer: one could free the block
/// under a span that is still in use. Tests hold <see cref="TensorBuffer.RentedBytes"/> to zero instead.
/// </summary>
internal sealed class NativeTensorBuffer : TensorBuffer
{
    private readonly int _length;
    private nint _block;

    public NativeTensorBuffer(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _length = length;
        _block = NativeMemoryPool.Shared.Rent(length);
    }

    public override int Length => _length;

    public override nint Pointer
    {
        get
        {
            var block = _block;
            ObjectDisposedException.ThrowIf(block == 0, this);
            return block;
        }
    }

    protected override void Dispose(bool disposing)
    {
        var block = Interlocked.Exchange(ref _block, 0);
        if (block != 0)
        {
            NativeMemoryPool.Shared.Return(block, _length);
        }
    }
}
