using System.Net;
using System.Net.Http.Headers;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Oci.Registries.Transfers;

/// <summary>
/// Reads a blob; where the connection breaks or falls silent, the rest is asked for anew (RFC 9110, <em>Range</em>). A
/// registry that gives no ranges gives all of it again, of which what was read already is passed over.
/// </summary>
internal sealed class BlobDownload : ReadOnlyStream
{
    private readonly RegistryTransport _transport;
    private readonly RegistryOptions _options;
    private readonly Uri _address;
    private readonly TokenScope _scope;
    private readonly Descriptor _content;
    private HttpResponseMessage _response;
    private Stream? _body;
    private long _read;
    private int _failures;

    private BlobDownload(
        RegistryTransport transport,
        RegistryOptions options,
        Uri address,
        TokenScope scope,
        Descriptor content,
        HttpResponseMessage response
    )
    {
        (_transport, _options, _address, _scope, _content) = (transport, options, address, scope, content);
        _response = response;
    }

    public override long Length => _content.Size;

    /// <summary>Asks for the blob; what is read of the result is checked.</summary>
    public static async Task<Stream> OpenAsync(
        RegistryTransport transport,
        RegistryOptions options,
        Uri address,
        TokenScope scope,
        Descriptor content,
        string from,
        CancellationToken cancellationToken
    )
    {
        var response = await AskAsync(transport, address, scope, 0, cancellationToken);
        var download = new BlobDownload(transport, options, address, scope, content, response);
        return new VerifiedStream(download, content, from);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                _body ??= await BodyAsync(cancellationToken);
                var read = await WatchedAsync(_body, buffer, cancellationToken);
                // Some servers end a body that broke as if it were whole.
                if (read == 0 && _read < _content.Size && buffer.Length > 0)
                    throw new EndOfStreamException($"It ended after {_read:N0} of {_content.Size:N0} bytes.");
                if (read > 0)
                    _failures = 0;
                _read += read;
                return read;
            }
            catch (Exception e) when (RegistryTransport.IsBroken(e, cancellationToken))
            {
                if (++_failures >= _options.Attempts)
                    throw RegistryErrors.Unreachable(_address, e);
            }

            await CloseAsync();
            await _transport.WaitAsync(_failures, wanted: null, cancellationToken);
            _response = await AskAsync(_transport, _address, _scope, _read, cancellationToken);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var part = new byte[Math.Min(buffer.Length, 64 << 10)];
        var read = ReadAsync(part, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        part.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body?.Dispose();
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    private static async Task<HttpResponseMessage> AskAsync(
        RegistryTransport transport,
        Uri address,
        TokenScope scope,
        long from,
        CancellationToken cancellationToken
    )
    {
        var response = await transport.SendAsync(
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, address);
                if (from > 0)
                    request.Headers.Range = new RangeHeaderValue(from, null);
                return request;
            },
            scope,
            cancellationToken
        );
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent)
            return response;

        using (response)
        {
            throw await RegistryErrors.OfAsync(response, cancellationToken);
        }
    }

    // At the place where reading goes on.
    private async Task<Stream> BodyAsync(CancellationToken cancellationToken)
    {
        var body = await _response.Content.ReadAsStreamAsync(cancellationToken);
        var from =
            _response.StatusCode == HttpStatusCode.PartialContent
                ? _response.Content.Headers.ContentRange?.From ?? 0
                : 0;
        if (from > _read)
            throw new ServingException(
                ServingErrorCode.Unknown,
                $"{_address} answered from byte {from}, and was asked from {_read}."
            );

        var passed = new byte[64 << 10];
        for (var left = _read - from; left > 0; )
        {
            var read = await WatchedAsync(
                body,
                passed.AsMemory(0, (int)Math.Min(left, passed.Length)),
                cancellationToken
            );
            if (read == 0)
                throw new EndOfStreamException();
            left -= read;
        }

        return body;
    }

    private async ValueTask<int> WatchedAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(_options.Silence, _options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        return await body.ReadAsync(buffer, either.Token);
    }

    private async ValueTask CloseAsync()
    {
        if (_body is not null)
            await _body.DisposeAsync();
        _body = null;
        _response.Dispose();
    }
}
