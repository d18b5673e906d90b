using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Slipway.Protocols.Fuzz;

/// <summary>
/// A REST body as an input describes it. Bit 0 of the first byte: a JSON part of a length that follows in two bytes,
/// little-endian; bit 1: the length of the body is not known; bits 2 and 3: how many bytes a read gives.
/// </summary>
internal sealed class RestBody
{
    private static readonly int[] Steps = [4096, 1, 7, 64];

    private readonly byte[] _bytes;
    private readonly int _step;

    private RestBody(byte[] bytes, int? headerLength, bool lengthIsKnown, int step)
    {
        _bytes = bytes;
        _step = step;
        HeaderLength = headerLength;
        ContentLength = lengthIsKnown ? bytes.Length : null;
    }

    public int? HeaderLength { get; }

    public long? ContentLength { get; }

    public static RestBody Parse(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
            return new RestBody([], null, lengthIsKnown: true, Steps[0]);
        var flags = input[0];
        input = input[1..];
        int? headerLength = null;
        if ((flags & 1) != 0 && input.Length >= sizeof(ushort))
        {
            headerLength = BinaryPrimitives.ReadUInt16LittleEndian(input);
            input = input[sizeof(ushort)..];
        }

        return new RestBody(input.ToArray(), headerLength, (flags & 2) == 0, Steps[(flags >> 2) & 3]);
    }

    public PipeReader Open() => PipeReader.Create(new SlowStream(_bytes, _step));

    private sealed class SlowStream(byte[] bytes, int step) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span[..Math.Min(step, buffer.Length)]));
    }
}
