using System.Buffers;
using System.IO.Pipelines;

namespace Slipway.AspNetCore.Grpc;

/// <summary>The next <paramref name="length"/> bytes of a pipe as a stream, read asynchronously only.</summary>
internal sealed class GrpcMessageStream(PipeReader body, int length) : Stream
{
    private int _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
            return 0;
        var result = await body.ReadAsync(cancellationToken);
        var count = (int)Math.Min(Math.Min(_left, buffer.Length), result.Buffer.Length);
        var part = result.Buffer.Slice(0, count);
        part.CopyTo(buffer.Span);
        body.AdvanceTo(part.End);
        _left -= count;
        return count;
    }

    /// <summary>Takes what a decompressor has left behind its own end off the pipe.</summary>
    public async ValueTask SkipRestAsync(CancellationToken ct)
    {
        while (_left > 0)
        {
            var result = await body.ReadAsync(ct);
            var part = result.Buffer.Slice(0, Math.Min(_left, result.Buffer.Length));
            _left = part.IsEmpty && result.IsCompleted ? 0 : _left - (int)part.Length;
            body.AdvanceTo(part.End);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
