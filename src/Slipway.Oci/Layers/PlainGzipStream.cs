using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Slipway.Oci.Layers;

/// <summary>
/// Compresses as gzip (RFC 1952) with a header that says nothing: .NET's own names the operating system, and the same
/// layer would have another digest elsewhere. The stream below stays open; it gets the end when this is disposed.
/// </summary>
internal sealed class PlainGzipStream : WriteOnlyStream
{
    // Magic, deflate, no flags, no time, no extra flags, operating system unknown.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

    private readonly Stream _below;
    private readonly DeflateStream _deflate;
    private readonly Crc32 _crc = new();
    private long _length;
    private bool _ended;

    public PlainGzipStream(Stream below, CompressionLevel level)
    {
        _below = below;
        below.Write(Header);
        _deflate = new DeflateStream(below, level, leaveOpen: true);
    }

    public override long Length => _length;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _deflate.Write(buffer);
        Count(buffer);
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await _deflate.WriteAsync(buffer, cancellationToken);
        Count(buffer.Span);
    }

    public override void Flush() => _deflate.Flush();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            _deflate.Dispose();
            Span<byte> trailer = stackalloc byte[8];
            BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc.GetCurrentHashAsUInt32());
            BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)_length);
            _below.Write(trailer);
        }

        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        _crc.Append(bytes);
        _length += bytes.Length;
    }
}
