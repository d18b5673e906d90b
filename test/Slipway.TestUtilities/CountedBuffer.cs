using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Slipway.Tensors;

namespace Slipway.TestUtilities;

/// <summary>Memory whose disposal is counted for its owner.</summary>
public sealed class CountedBuffer : TensorBuffer
{
    private static readonly ConditionalWeakTable<object, StrongBox<int>> Counts = [];

    private readonly TensorBuffer _memory = Rent(sizeof(float));
    private readonly StrongBox<int> _count;
    private int _disposed;

    private CountedBuffer(StrongBox<int> count)
    {
        _count = count;
        Interlocked.Increment(ref _count.Value);
    }

    public override int Length => _memory.Length;

    public override nint Pointer => _memory.Pointer;

    public static int Alive(object owner) => Volatile.Read(ref Count(owner).Value);

    public static Tensor Of(object owner, float value)
    {
        var buffer = new CountedBuffer(Count(owner));
        MemoryMarshal.Write(buffer.GetSpan(), value);
        return new Tensor(DataType.Fp32, new TensorShape(1), buffer, sizeof(float));
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _memory.Dispose();
        Interlocked.Decrement(ref _count.Value);
    }

    private static StrongBox<int> Count(object owner) => Counts.GetValue(owner, static _ => new StrongBox<int>());
}
