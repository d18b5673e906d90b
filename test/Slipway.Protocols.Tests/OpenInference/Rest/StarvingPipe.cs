using System.IO.Pipelines;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;
using Slipway.Tensors;

namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>A small body of unknown length, one byte a read, that notes how much is rented at each.</summary>
internal sealed class StarvingPipe(byte[] body, int? headerLength = null) : Stream
{
    private readonly long _before = TensorBuffer.RentedBytes;
    private int _position;

    /// <summary>The most tensor memory held while the body was read.</summary>
    public long MostRented { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public InferenceRequest Decode() =>
        RestRequestDecoder
            .DecodeAsync(PipeReader.Create(this), null, headerLength, Wire.Model, RestDecoderLimits.Default, default)
            .AsTask()
            .GetAwaiter()
            .GetResult();

    public override int Read(Span<byte> buffer)
    {
        MostRented = Math.Max(MostRented, TensorBuffer.RentedBytes - _before);
        if (_position == body.Length)
            return 0;
        buffer[0] = body[_position++];
        return 1;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
