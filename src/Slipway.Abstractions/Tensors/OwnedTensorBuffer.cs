using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Slipway.Tensors;

/// <summary>Memory that an engine allocated, used where it is, and given back with the engine's own object.</summary>
internal sealed class OwnedTensorBuffer : TensorBuffer
{
    private readonly IDisposable _owner;
    private nint _pointer;

    public unsafe OwnedTensorBuffer(IDisposable owner, Span<byte> memory)
    {
        _owner = owner;
        Length = memory.Length;
        _pointer = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory));
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
            _owner.Dispose();
    }
}
