using System.Buffers;

namespace Slipway.Gateway.Bodies;

/// <summary>
/// A whole body, kept to be sent as often as it takes. Its memory goes back when the request has let go of it and the last attempt
/// to send it has ended: one that was given up may still be reading. Thread-safe, once it is filled.
/// </summary>
/// <param name="budget">Out of which it was taken.</param>
/// <param name="most">What was taken.</param>
internal sealed class KeptBody(BodyBudget budget, int most)
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(most);
    private int _holders = 1;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, Length);

    /// <summary>False where it is more than was taken.</summary>
    public bool TryAppend(ReadOnlySequence<byte> bytes)
    {
        if (bytes.Length > most - Length)
            return false;
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += (int)bytes.Length;
        return true;
    }

    /// <summary>Keeps it until <see cref="Release"/>; false where it is gone already.</summary>
    public bool TryHold()
    {
        while (true)
        {
            var holders = Volatile.Read(ref _holders);
            if (holders == 0)
                return false;
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
                return true;
        }
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) != 0)
            return;
        budget.GiveBack(most);
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
