using System.Buffers;

namespace Slipway.Tensors;

/// <summary>
/// A block of memory that does not move: pooled native memory, a pinned array, or memory that an engine owns. The
/// address is stable until <see cref="IDisposable.Dispose"/>; disposing twice is harmless, using it afterwards
/// throws. Not thread-safe beyond that: one owner at a time.
/// </summary>
public abstract class TensorBuffer : MemoryManager<byte>
{
    /// <summary>The alignment in bytes of rented memory: a cache line, and enough for AVX-512.</summary>
    public const int Alignment = 64;

    /// <summary>Usable bytes.</summary>
    public abstract int Length { get; }

    /// <summary>The address of the first byte.</summary>
    public abstract nint Pointer { get; }

    /// <summary>
    /// Rents native memory from the process-wide pool. Its content is undefined: what is not written is whatever
    /// was there before, so a decoder must fill all of it or throw it away.
    /// </summary>
    public static TensorBuffer Rent(int length) => new NativeTensorBuffer(length);

    /// <summary>
    /// Bytes rented by this process and not given back: a gauge, and the leak check of the tests.
    /// </summary>
    public static long RentedBytes => NativeMemoryPool.Shared.RentedBytes;

    /// <summary>Wraps a managed array, pinned for as long as the buffer lives.</summary>
    public static TensorBuffer Pin(byte[] array) => new PinnedTensorBuffer(array);

    /// <summary>Wraps memory that an engine allocated for an output.</summary>
    /// <param name="owner">Whose disposal frees the memory; the buffer's from here on.</param>
    /// <param name="memory">At least one byte, native, that stays where it is until then.</param>
    public static TensorBuffer Own(IDisposable owner, Span<byte> memory) => new OwnedTensorBuffer(owner, memory);

    public sealed override unsafe Span<byte> GetSpan() => new((void*)Pointer, Length);

    public sealed override unsafe MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Length, nameof(elementIndex));
        return new MemoryHandle((byte*)Pointer + elementIndex, default, this);
    }

    // The memory never moves: there is nothing to undo.
    public sealed override void Unpin() { }

    public void Dispose() => Dispose(true);
}
