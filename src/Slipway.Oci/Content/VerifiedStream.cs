using System.Security.Cryptography;

namespace Slipway.Oci.Content;

/// <summary>Reads a content and fails where it is longer or shorter than promised, or at its end has another digest.</summary>
internal sealed class VerifiedStream(Stream below, Descriptor expected, string from) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = expected.Digest.CreateHash();
    private long _read;
    private bool _verified;

    public override long Length => expected.Size;

    public override int Read(Span<byte> buffer) => Check(buffer, below.Read(buffer));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await below.ReadAsync(buffer, cancellationToken);
        return Check(buffer.Span, read);
    }

    public override async ValueTask DisposeAsync()
    {
        await below.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            below.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Check(ReadOnlySpan<byte> buffer, int read)
    {
        if (read == 0 && buffer.Length > 0)
        {
            if (!_verified)
                Verify();
            return 0;
        }

        _hash.AppendData(buffer[..read]);
        _read += read;
        if (_read > expected.Size)
            throw OciErrors.Corrupt(
                $"{expected.Digest} from {from} is longer than the {expected.Size:N0} bytes that it should have."
            );
        return read;
    }

    private void Verify()
    {
        if (_read != expected.Size)
            throw OciErrors.Corrupt(
                $"{expected.Digest} from {from} ended after {_read:N0} of {expected.Size:N0} bytes."
            );
        if (!expected.Digest.Matches(_hash))
            throw OciErrors.Corrupt(
                $"What came from {from} as {expected.Digest} has another digest; it was damaged or changed."
            );
        _verified = true;
    }
}
