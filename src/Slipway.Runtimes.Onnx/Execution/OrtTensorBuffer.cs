using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Slipway.Tensors;

namespace Slipway.Runtimes.Onnx.Execution;

/// <summary>
/// Memory that ONNX Runtime allocated for an output, used where it is. It goes back to the session's arena on
/// disposal, and may outlive the session.
/// </summary>
internal sealed class OrtTensorBuffer : TensorBuffer
{
    private readonly OrtValue _value;
    private nint _pointer;

    /// <summary>Takes over a value.</summary>
    /// <param name="value">A tensor of a fixed-size type with at least one element; owned from here on.</param>
    public unsafe OrtTensorBuffer(OrtValue value)
    {
        _value = value;
        var bytes = value.GetTensorMutableRawData();
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
            _value.Dispose();
    }
}
