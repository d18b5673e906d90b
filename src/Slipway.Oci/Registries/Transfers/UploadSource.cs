using Slipway.Oci.Content;

namespace Slipway.Oci.Registries.Transfers;

/// <summary>A blob that is sent in parts, read once from its beginning as long as nothing has to be sent again.</summary>
internal sealed class UploadSource(Func<CancellationToken, Task<Stream>> open, Descriptor content, string name)
    : IAsyncDisposable
{
    private Stream? _stream;
    private long _position;

    /// <summary>
    /// The body of one request. Sending fails where the source is not what the descriptor promises.
    /// </summary>
    public HttpContent Part(long from, long length, IProgress<long>? progress, CancellationToken cancellationToken) =>
        new PartContent(this, from, length, progress, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync();
    }

    // Reads at a place, to which the stream is brought first. The last byte is not given before the digest was right.
    private async Task<int> ReadAsync(long from, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await AtAsync(from, cancellationToken);
            var read = await stream.ReadAsync(buffer, cancellationToken);
            _position += read;
            if (read == 0 || (_position == content.Size && await stream.ReadAsync(new byte[1], cancellationToken) > 0))
                throw OciErrors.Corrupt(
                    $"{content.Digest}, which is sent to {name}, ended after {_position:N0} bytes."
                );
            return read;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OciErrors.Invalid(
                "cannot-read",
                $"{content.Digest}, which is sent to {name}, cannot be read: {e.Message}",
                e
            );
        }
    }

    private async Task<Stream> AtAsync(long from, CancellationToken cancellationToken)
    {
        if (_stream is not null && _position == from)
            return _stream;

        await DisposeAsync();
        _stream = new VerifiedStream(await open(cancellationToken), content, $"what is sent to {name}");
        _position = 0;
        var passed = new byte[64 << 10];
        while (_position < from)
        {
            var part = passed.AsMemory(0, (int)Math.Min(passed.Length, from - _position));
            var read = await _stream.ReadAsync(part, cancellationToken);
            if (read == 0)
                break;
            _position += read;
        }

        return _stream;
    }

    private sealed class PartContent(
        UploadSource source,
        long from,
        long length,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    ) : WatchedContent
    {
        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) =>
            SerializeToStreamAsync(stream, context, cancellationToken);

        protected override async Task SerializeToStreamAsync(
            Stream stream,
            System.Net.TransportContext? context,
            CancellationToken token
        )
        {
            var buffer = new byte[64 << 10];
            for (var left = length; left > 0; )
            {
                var read = await source.ReadAsync(
                    from + length - left,
                    buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)),
                    token
                );
                left -= read;
                await stream.WriteAsync(buffer.AsMemory(0, read), token);
                Moved?.Invoke();
                progress?.Report(from + length - left);
            }
        }
    }
}

/// <summary>A body that tells when a part of it went out.</summary>
internal abstract class WatchedContent : HttpContent
{
    public Action? Moved { get; set; }
}
