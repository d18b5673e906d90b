using System.IO.Compression;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;

namespace Slipway.AspNetCore.Rest;

/// <summary>
/// gzip and deflate in both directions (RFC 9110, section 8.4.1; "deflate" is the zlib format). Lengths and offsets
/// of the binary tensor extension count uncompressed bytes.
/// </summary>
internal static class ContentCoding
{
    /// <summary>Smaller answers cost more to compress than to send.</summary>
    private const long WorthCompressing = 1024;

    /// <summary>
    /// The most bytes of a body to take off the connection; null where the decoder counts for itself, whose refusal
    /// says what to do. A compressed body may go on for ever without anything coming out of it.
    /// </summary>
    public static long? MostOnTheWire(HttpRequest request, long maxBodyBytes) =>
        request.Headers.ContentEncoding.Count == 0 ? null : maxBodyBytes + (maxBodyBytes >> 8) + 4096;

    /// <summary>
    /// The request's body, decompressed, to be closed with <see cref="CloseRequestAsync"/>. The decoder's limits bound
    /// what may come out.
    /// </summary>
    /// <exception cref="ServingException">Unsupported for another coding.</exception>
    public static PipeReader OpenRequest(HttpRequest request, out long? contentLength)
    {
        var coding = request.Headers.ContentEncoding.ToString();
        if (coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            contentLength = request.ContentLength;
            return request.BodyReader;
        }

        contentLength = null;
        return PipeReader.Create(Decompress(request.Body, coding));
    }

    /// <summary>Gives the memory of a decompressor back.</summary>
    public static ValueTask CloseRequestAsync(HttpRequest request, PipeReader body) =>
        body == request.BodyReader ? ValueTask.CompletedTask : body.CompleteAsync();

    /// <summary>
    /// Where to write an answer of <paramref name="length"/> bytes (null for unknown, which is large): compressed
    /// where the caller accepts it and it is worth it. The header is set; the result is disposed after writing.
    /// </summary>
    public static Stream? CompressResponse(HttpContext context, long? length)
    {
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        if (accepted.Length == 0 || length < WorthCompressing)
            return null;
        var body = context.Response.Body;
        if (Accepts(accepted, "gzip"))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.Headers.Vary = "Accept-Encoding";
            return new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        }

        if (Accepts(accepted, "deflate"))
        {
            context.Response.Headers.ContentEncoding = "deflate";
            context.Response.Headers.Vary = "Accept-Encoding";
            return new ZLibStream(body, CompressionLevel.Fastest, leaveOpen: true);
        }

        return null;
    }

    private static Stream Decompress(Stream body, string coding)
    {
        if (coding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            return new GZipStream(body, CompressionMode.Decompress);
        if (coding.Equals("deflate", StringComparison.OrdinalIgnoreCase))
            return new ZLibStream(body, CompressionMode.Decompress);
        throw ServingException.Unsupported(
            $"The content coding '{coding}' is not supported; send gzip, deflate or no Content-Encoding."
        );
    }

    private static bool Accepts(string accepted, string coding)
    {
        foreach (var range in accepted.AsSpan().Split(','))
        {
            var item = accepted.AsSpan(range).Trim();
            var semicolon = item.IndexOf(';');
            var name = semicolon < 0 ? item : item[..semicolon].TrimEnd();
            if (!name.Equals(coding, StringComparison.OrdinalIgnoreCase))
                continue;
            // Only a weight of zero refuses; the order of preference is ours.
            var weight = semicolon < 0 ? [] : item[(semicolon + 1)..].Trim();
            return !(weight.StartsWith("q=0", StringComparison.OrdinalIgnoreCase) && weight[2..].Trim("0.").IsEmpty);
        }

        return false;
    }
}
