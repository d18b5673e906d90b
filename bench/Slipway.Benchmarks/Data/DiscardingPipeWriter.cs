using System.IO.Pipelines;

namespace Slipway.Benchmarks.Data;

/// <summary>Takes bytes as fast as they come and forgets them; hands out blocks of Kestrel's size unless asked for more.</summary>
internal sealed class DiscardingPipeWriter : PipeWriter
{
    private byte[] _block = new byte[4096];

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => 0;

    public override void Advance(int bytes) { }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _block.Length)
            _block = new byte[sizeHint];
        return _block;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => default;

    public override void CancelPendingFlush() { }

    public override void Complete(Exception? exception = null) { }
}
