using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Slipway.Tensors;
using TorchTensor = TorchSharp.torch.Tensor;

namespace Slipway.Runtimes.Torch.Execution;

/// <summary>Memory that libtorch allocated for an output, used where it is. It may outlive the model.</summary>
internal sealed class TorchTensorBuffer : TensorBuffer
{
    private readonly TorchTensor _tensor;
    private nint _pointer;

    /// <summary>Takes over a tensor.</summary>
    /// <param name="tensor">Contiguous, on the CPU, with at least one element; owned from here on.</param>
    public unsafe TorchTensorBuffer(TorchTensor tensor)
    {
        _tensor = tensor;
        var bytes = tensor.bytes;
        Length = bytes.Length;
        _pointer = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes));
    }

    public override int Length { get; }

    public override nint Pointer
    {
        get
        {
            var pointer = _pointer;
            ObjectDisposedException.ThrowIf(pointer == 0, this);
            return pointer;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _pointer, 0) != 0)
            _tensor.Dispose();
    }
}
