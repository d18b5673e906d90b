using System.Security.Cryptography;
using Slipway.Oci.Content;

namespace Slipway.Oci.Layers;

/// <summary>Passes on what is written, and hashes it. The stream below stays open.</summary>
internal sealed class HashingStream(Stream below) : WriteOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private long _written;

    /// <summary>Bytes so far.</summary>
    public override long Length => _written;

    /// <summary>The digest of what was written.</summary>
    public Digest Finish() => Digest.OfHash(_hash.GetHashAndReset());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        below.Write(buffer);
        Count(buffer);
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await below.WriteAsync(buffer, cancellationToken);
        Count(buffer.Span);
    }

    public override void Flush() => below.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => below.FlushAsync(cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _hash.Dispose();
        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _written += bytes.Length;
    }
}
