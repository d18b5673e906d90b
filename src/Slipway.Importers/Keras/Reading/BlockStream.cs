namespace Slipway.Importers.Keras.Reading;

/// <summary>
/// What a stream gives, kept in memory in blocks: it can be sought in and grows with what arrives, never with what was
/// declared, and past the 2 GB at which arrays end.
/// </summary>
internal sealed class BlockStream : Stream
{
    private const int BlockSize = 4 << 20;

    private readonly List<byte[]> _blocks = [];
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="ImportException">It is longer than it may be.</exception>
    public static BlockStream Copy(Stream source, long limit, string what, CancellationToken cancellationToken)
    {
        var copy = new BlockStream();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var block = new byte[Math.Min(BlockSize, limit - copy._length + 1)];
            var count = source.ReadAtLeast(block, block.Length, throwOnEndOfStream: false);
            copy._length += count;
            if (copy._length > limit)
                throw Corrupt.File($"{what} is longer than it declares.");
            copy._blocks.Add(block);
            if (count < block.Length)
                return copy;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var done = 0;
        while (done < buffer.Length && Position < _length)
        {
            var (block, at) = (_blocks[(int)(Position / BlockSize)], (int)(Position % BlockSize));
            var count = (int)Math.Min(Math.Min(block.Length - at, buffer.Length - done), _length - Position);
            block.AsSpan(at, count).CopyTo(buffer[done..]);
            done += count;
            Position += count;
        }

        return done;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => _length + offset,
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
