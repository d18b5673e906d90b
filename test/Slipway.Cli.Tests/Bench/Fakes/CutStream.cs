namespace Slipway.Cli.Tests.Bench.Fakes;

/// <summary>Gives bytes in pieces of a size, then ends; a second part only after <see cref="Continue"/>.</summary>
internal sealed class CutStream(byte[] bytes, int size, byte[]? second = null)
    : MemoryStream([.. bytes, .. second ?? []])
{
    private long _end = bytes.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Never at once, as over a network.
        await Task.Yield();
        var most = Math.Min(size, _end - Position);
        return Read(buffer.Span[..(int)Math.Min(buffer.Length, most)]);
    }

    public void Continue()
    {
        Position.Should().Be(_end, "the first part has been read to its end");
        _end = Length;
    }
}
