using System.Runtime.InteropServices;

namespace Slipway.Tensors;

/// <summary>A managed array held in place.</summary>
internal sealed class PinnedTensorBuffer : TensorBuffer
{
    private readonly int _length;
    private PinnedGCHandle<byte[]> _handle;

    public PinnedTensorBuffer(byte[] array)
    {
        _length = array.Length;
        _handle = new PinnedGCHandle<byte[]>(array);
    }

    public override int Length => _length;

    public override unsafe nint Pointer
    {
        get
        {
            ObjectDisposedException.ThrowIf(!_handle.IsAllocated, this);
            return (nint)_handle.GetAddressOfArrayData();
        }
    }

    protected override void Dispose(bool disposing) => _handle.Dispose();
}
