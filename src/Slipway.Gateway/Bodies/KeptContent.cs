using System.Net;
using System.Net.Http.Headers;

namespace Slipway.Gateway.Bodies;

/// <summary>A kept body as what one attempt sends.</summary>
internal sealed class KeptContent : HttpContent
{
    private readonly KeptBody _body;

    /// <param name="body">Held by whoever sends.</param>
    /// <param name="headers">Of the request, without their values looked at; null for none.</param>
    public KeptContent(KeptBody body, HttpContentHeaders? headers)
    {
        _body = body;
        if (headers is null)
            return;
        foreach (var (name, values) in headers.NonValidated)
        {
            // The length is what is there.
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
                continue;
            if (values.Count == 1)
                Headers.TryAddWithoutValidation(name, values.ToString());
            else
                Headers.TryAddWithoutValidation(name, [.. values]);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream,
        TransportContext? context,
        CancellationToken cancellationToken
    )
    {
        if (!_body.TryHold())
            throw new OperationCanceledException("The request has ended.");
        try
        {
            await stream.WriteAsync(_body.Bytes, cancellationToken);
        }
        finally
        {
            _body.Release();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
