using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Slipway.AspNetCore.Hosting;

/// <summary>
/// What sockets are read into and written from: pinned blocks of <see cref="BlockLength"/> bytes. Kestrel's own have 4 KB,
/// with which an image of 600 KB takes 150 reads of the socket; most of a longer block that little is read into is never
/// touched, and costs no memory. Thread-safe.
/// </summary>
internal sealed class BlockPool : MemoryPool<byte>
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockLength = 64 << 10;

    /// <summary>
    /// Bytes of one connection that are received and not yet read: enough to read ahead, and not a whole image of each of
    /// hundreds of callers who wait.
    /// </summary>
    public const int MostUnread = 4 * BlockLength;

    // 8 MB, enough for the connections that are busy at once; what a burst leaves behind beyond them is the collector's.
    private const int MostSpare = 128;

    private readonly ConcurrentQueue<Block> _spare = new();
    private int _spareCount;

    public override int MaxBufferSize => BlockLength;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockLength);
        if (!_spare.TryDequeue(out var block))
            return new Block(this);
        Interlocked.Decrement(ref _spareCount);
        return block;
    }

    protected override void Dispose(bool disposing)
    {
        // What is still out and comes back later is kept by nobody, and collected with the pool.
        _spare.Clear();
    }

    private void Return(Block block)
    {
        if (Interlocked.Increment(ref _spareCount) <= MostSpare)
            _spare.Enqueue(block);
        else
            Interlocked.Decrement(ref _spareCount);
    }

    private sealed class Block(BlockPool pool) : IMemoryOwner<byte>
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(BlockLength, pinned: true);

        public Memory<byte> Memory => MemoryMarshal.CreateFromPinnedArray(_bytes, 0, _bytes.Length);

        public void Dispose() => pool.Return(this);
    }
}
