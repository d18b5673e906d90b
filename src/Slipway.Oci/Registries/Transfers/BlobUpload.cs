using System.Net;
using System.Net.Http.Headers;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Oci.Registries.Transfers;

/// <summary>
/// Sends a blob (distribution specification, <em>Pushing blobs</em>):
/// <list type="number">
/// <item>A session is asked for, and with it that the blob be taken from another repository, where one is known.</item>
/// <item>A small blob goes with the request that ends the session; a larger one in one part, or in several.</item>
/// <item>Where a part fails, the registry says how much of it came, and the rest is sent; where it knows nothing of the
/// session any more, all begins anew.</item>
/// </list>
/// </summary>
internal sealed class BlobUpload(
    RegistryTransport transport,
    RegistryOptions options,
    Uri repository,
    TokenScope scope,
    string name,
    string? mountFrom
)
{
    /// <summary>Up to so many bytes a request more costs more than sending them again.</summary>
    private const int Small = 256 << 10;

    public async Task RunAsync(
        Descriptor content,
        Func<CancellationToken, Task<Stream>> open,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var session = await StartAsync(content, cancellationToken);
            if (session is null)
                return;

            try
            {
                await using var source = new UploadSource(open, content, name);
                var done =
                    content.Size <= Small && options.ChunkBytes is null
                        ? await EndAsync(session, content, source, progress, cancellationToken)
                        : await SendAsync(session, content, source, progress, cancellationToken);
                if (done)
                    return;
            }
            catch (Exception e) when (RegistryTransport.IsBroken(e, cancellationToken) && attempt < options.Attempts)
            {
                // The session is lost with its connection, or cannot be asked for: begin anew.
            }
            catch (Exception e) when (RegistryTransport.IsBroken(e, cancellationToken))
            {
                throw RegistryErrors.Unreachable(repository, e);
            }

            if (attempt >= options.Attempts)
            {
                throw new ServingException(
                    ServingErrorCode.Unavailable,
                    $"{name} forgot the upload of {content.Digest} {attempt} times. Try again later."
                )
                {
                    Reason = "registry-failed",
                };
            }

            await transport.WaitAsync(attempt, wanted: null, cancellationToken);
        }
    }

    /// <summary>Where the blob is to be sent; null where the registry has it already.</summary>
    private async Task<Uri?> StartAsync(Descriptor content, CancellationToken cancellationToken)
    {
        var query = mountFrom is null ? "" : $"?mount={content.Digest}&from={Uri.EscapeDataString(mountFrom)}";
        var address = new Uri(repository, $"blobs/uploads/{query}");
        using var response = await transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, address) { Content = Nothing() },
            scope,
            cancellationToken
        );
        return response.StatusCode switch
        {
            HttpStatusCode.Created => null,
            HttpStatusCode.Accepted => Next(response, address),
            _ => throw await RegistryErrors.OfAsync(response, cancellationToken),
        };
    }

    /// <summary>Sends all parts, and ends the session. False where the registry forgot the session.</summary>
    private async Task<bool> SendAsync(
        Uri session,
        Descriptor content,
        UploadSource source,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var failures = 0;
        for (var sent = 0L; sent < content.Size; )
        {
            var length = Math.Min(content.Size - sent, options.ChunkBytes ?? long.MaxValue);
            var part = await PartAsync(session, source, sent, length, progress, cancellationToken);
            if (part.Next is { } next)
            {
                (session, sent, failures) = (next, part.Sent, 0);
                continue;
            }

            if (++failures >= options.Attempts)
                throw part.Failure!;

            await transport.WaitAsync(failures, part.Failure!.RetryAfter, cancellationToken);
            if (await AskAsync(session, cancellationToken) is not { } state)
                return false;

            // More than there is, is of another upload.
            if (state.Sent > content.Size)
                return false;
            (session, sent) = (state.Session, state.Sent);
        }

        return await EndAsync(session, content, source: null, progress: null, cancellationToken);
    }

    private async Task<(Uri? Next, long Sent, ServingException? Failure)> PartAsync(
        Uri session,
        UploadSource source,
        long from,
        long length,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var response = await transport.SendOnceAsync(
                () =>
                {
                    var body = source.Part(from, length, progress, cancellationToken);
                    body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                    // The specification's own form, without the unit.
                    body.Headers.TryAddWithoutValidation("Content-Range", $"{from}-{from + length - 1}");
                    return new HttpRequestMessage(HttpMethod.Patch, session) { Content = body };
                },
                scope,
                cancellationToken
            );
            if (response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.NoContent or HttpStatusCode.Created)
                return (Next(response, session), Received(response) ?? from + length, null);

            var failure = await RegistryErrors.OfAsync(response, cancellationToken);
            // 416: what came already is not what was thought.
            var passes =
                RegistryErrors.Passes(response.StatusCode)
                || response.StatusCode is HttpStatusCode.RequestedRangeNotSatisfiable or HttpStatusCode.NotFound;
            return passes ? (null, 0, failure) : throw failure;
        }
        catch (Exception e) when (RegistryTransport.IsBroken(e, cancellationToken))
        {
            return (null, 0, RegistryErrors.Unreachable(session, e));
        }
    }

    /// <summary>How much came; null where the session is gone.</summary>
    private async Task<(Uri Session, long Sent)?> AskAsync(Uri session, CancellationToken cancellationToken)
    {
        using var response = await transport.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, session),
            scope,
            cancellationToken
        );
        return response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Accepted or HttpStatusCode.OK
            ? (Next(response, session), Received(response) ?? 0)
            : null;
    }

    private async Task<bool> EndAsync(
        Uri session,
        Descriptor content,
        UploadSource? source,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var separator = session.Query.Length > 0 ? '&' : '?';
        var address = new Uri($"{session}{separator}digest={Uri.EscapeDataString(content.Digest.ToString())}");
        using var response = await transport.SendOnceAsync(
            () =>
            {
                var body = source is null ? Nothing() : source.Part(0, content.Size, progress, cancellationToken);
                body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                return new HttpRequestMessage(HttpMethod.Put, address) { Content = body };
            },
            scope,
            cancellationToken
        );
        if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.NoContent)
            return true;
        if (response.StatusCode == HttpStatusCode.NotFound || RegistryErrors.Passes(response.StatusCode))
            return false;

        throw await RegistryErrors.OfAsync(response, cancellationToken);
    }

    private static ByteArrayContent Nothing() => new([]);

    // Range: 0-N, N being the last byte that came; 0-0 is also what an empty session says.
    private static long? Received(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Range", out var values))
            return null;

        var range = values.First();
        range = range.StartsWith("bytes=", StringComparison.Ordinal) ? range["bytes=".Length..] : range;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return
            dash >= 0
            && long.TryParse(range[(dash + 1)..], System.Globalization.CultureInfo.InvariantCulture, out var last)
            ? last == 0
                ? 0
                : last + 1
            : null;
    }

    private static Uri Next(HttpResponseMessage response, Uri current) =>
        response.Headers.Location is { } location ? RegistryAddress.Follow(current, location) : current;
}
