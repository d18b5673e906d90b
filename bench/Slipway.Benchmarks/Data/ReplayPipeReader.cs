using System.Buffers;
using System.IO.Pipelines;

namespace Slipway.Benchmarks.Data;

/// <summary>
/// A body that has arrived whole, in blocks of the size that Kestrel's transport uses; read again after
/// <see cref="Rewind"/> without allocating.
/// </summary>
internal sealed class ReplayPipeReader : PipeReader
{
    private const int BlockLength = 4096;

    private readonly ReadOnlySequence<byte> _body;
    private ReadOnlySequence<byte> _rest;

    public ReplayPipeReader(byte[] body)
    {
        var first = new Block(body.AsMemory(0, Math.Min(BlockLength, body.Length)), null);
        var last = first;
        for (var at = BlockLength; at < body.Length; at += BlockLength)
        {
            last = new Block(body.AsMemory(at, Math.Min(BlockLength, body.Length - at)), last);
        }

        _body = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        _rest = _body;
    }

    /// <summary>Bytes of the whole body.</summary>
    public int Length => (int)_body.Length;

    public PipeReader Rewind()
    {
        _rest = _body;
        return this;
    }

    public override bool TryRead(out ReadResult result)
    {
        result = new ReadResult(_rest, isCanceled: false, isCompleted: true);
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        new(new ReadResult(_rest, isCanceled: false, isCompleted: true));

    public override void AdvanceTo(SequencePosition consumed) => _rest = _rest.Slice(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => AdvanceTo(consumed);

    public override void CancelPendingRead() { }

    public override void Complete(Exception? exception = null) { }

    private sealed class Block : ReadOnlySequenceSegment<byte>
    {
        public Block(ReadOnlyMemory<byte> memory, Block? previous)
        {
            Memory = memory;
            if (previous is null)
                return;
            RunningIndex = previous.RunningIndex + previous.Memory.Length;
            previous.Next = this;
        }
    }
}
