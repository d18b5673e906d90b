using Slipway.Tensors;

namespace Slipway.Serving.Scheduling.Batching;

/// <summary>
/// An output of a batch, of which each request gets its rows as a tensor of its own over the same memory: it goes back
/// with the last of them. Thread-safe.
/// </summary>
internal sealed class SharedTensor(Tensor tensor)
{
    private int _holders = 1;

    public Tensor Tensor => tensor;

    /// <summary>A part of the memory; disposed by its owner.</summary>
    public TensorBuffer Slice(int offset, int length)
    {
        Interlocked.Increment(ref _holders);
        return new SharedSlice(this, tensor.Pointer + offset, length);
    }

    /// <summary>Gives up the hold that it was made with, or that of a slice.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            tensor.Dispose();
    }

    private sealed class SharedSlice(SharedTensor owner, nint start, int length) : TensorBuffer
    {
        private nint _start = start;

        public override int Length => length;

        public override nint Pointer
        {
            get
            {
                var at = _start;
                ObjectDisposedException.ThrowIf(at == 0, this);
                return at;
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _start, 0) != 0)
                owner.Release();
        }
    }
}
