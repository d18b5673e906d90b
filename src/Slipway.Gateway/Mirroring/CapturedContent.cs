using System.Net;

namespace Slipway.Gateway.Mirroring;

/// <summary>An answer's body that is passed on as it comes, and captured on its way.</summary>
internal sealed class CapturedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly Capture _capture;

    public CapturedContent(HttpContent inner, Capture capture)
    {
        _inner = inner;
        _capture = capture;
        foreach (var (name, values) in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new CapturingStream(_inner.ReadAsStream(cancellationToken), _capture);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new CapturingStream(await _inner.ReadAsStreamAsync(cancellationToken), _capture);

    protected override Task<Stream> CreateContentReadStreamAsync() =>
        CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var read = await CreateContentReadStreamAsync();
        await read.CopyToAsync(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }
}
