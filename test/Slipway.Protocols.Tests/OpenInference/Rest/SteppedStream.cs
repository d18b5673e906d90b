namespace Slipway.Protocols.Tests.OpenInference.Rest;

/// <summary>A stream that gives at most a few bytes per read, as a slow network does.</summary>
internal sealed class SteppedStream(byte[] content, int step) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(step, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Read(buffer.Span));
}
