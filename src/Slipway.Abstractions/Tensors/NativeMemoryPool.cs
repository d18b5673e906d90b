using System.Numerics;
using System.Runtime.InteropServices;

namespace Slipway.Tensors;

/// <summary>
/// Aligned native blocks in power-of-two size classes. Each class keeps a bounded number of free blocks in slots
/// that are taken and given by a single interlocked exchange, so no request ever waits here for another.
/// Blocks over <see cref="LargestPooled"/> come straight from the allocator. Thread-safe.
/// </summary>
internal sealed class NativeMemoryPool
{
    private const int SmallestShift = 6;
    private const int LargestShift = 23;
    private const int RetainedBytesPerClass = 8 << 20;
    private const int MostSlots = 64;

    public const int LargestPooled = 1 << LargestShift;

    private readonly nint[][] _classes = CreateClasses();

    private long _rentedBytes;

    public static NativeMemoryPool Shared { get; } = new();

    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>A block of at least <paramref name="length"/> bytes; never a null pointer, also for 0.</summary>
    public unsafe nint Rent(int length)
    {
        Interlocked.Add(ref _rentedBytes, length);
        if (length > LargestPooled)
            return (nint)NativeMemory.AlignedAlloc((nuint)length, TensorBuffer.Alignment);

        var index = ClassOf(length);
        var slots = _classes[index];
        var start = Thread.GetCurrentProcessorId();
        for (var i = 0; i < slots.Length; i++)
        {
            ref var slot = ref slots[(int)((uint)(start + i) % (uint)slots.Length)];
            if (slot != 0)
            {
                var block = Interlocked.Exchange(ref slot, 0);
                if (block != 0)
                    return block;
            }
        }

        return (nint)NativeMemory.AlignedAlloc((nuint)1 << (index + SmallestShift), TensorBuffer.Alignment);
    }

    /// <summary>Gives back what <see cref="Rent"/> gave for the same <paramref name="length"/>.</summary>
    public unsafe void Return(nint block, int length)
    {
        Interlocked.Add(ref _rentedBytes, -length);
        if (length <= LargestPooled)
        {
            var slots = _classes[ClassOf(length)];
            var start = Thread.GetCurrentProcessorId();
            for (var i = 0; i < slots.Length; i++)
            {
                ref var slot = ref slots[(int)((uint)(start + i) % (uint)slots.Length)];
                if (slot == 0 && Interlocked.CompareExchange(ref slot, block, 0) == 0)
                    return;
            }
        }

        NativeMemory.AlignedFree((void*)block);
    }

    private static int ClassOf(int length) =>
        length <= 1 << SmallestShift ? 0 : BitOperations.Log2((uint)(length - 1)) + 1 - SmallestShift;

    private static nint[][] CreateClasses()
    {
        var classes = new nint[LargestShift - SmallestShift + 1][];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = new nint[Math.Clamp(RetainedBytesPerClass >> (i + SmallestShift), 1, MostSlots)];
        }

        return classes;
    }
}
