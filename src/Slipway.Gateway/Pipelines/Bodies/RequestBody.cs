using System.IO.Compression;
using Slipway.Gateway.Pipelines.Failures;
using Slipway.Gateway.Pipelines.Running;

namespace Slipway.Gateway.Pipelines.Bodies;

/// <summary>
/// Reads the whole body of a request, which a pipeline needs at once: gzip and deflate undone, bounded as it is on the wire.
/// </summary>
internal static class RequestBody
{
    private const int Chunk = 64 << 10;

    /// <param name="request">Nothing of its body was taken.</param>
    /// <param name="most">Bytes, decompressed.</param>
    /// <param name="cancellationToken">The caller goes.</param>
    /// <exception cref="PipelineFailure">400, 413, 415.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var body = Open(request);
        return await ReadAsync(body, most, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(HttpRequest, int, CancellationToken)"/>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream body, int most, CancellationToken cancellationToken)
    {
        var buffer = new BoundedBuffer(most);
        var chunk = new byte[Chunk];
        try
        {
            while (await body.ReadAsync(chunk, cancellationToken) is > 0 and var count)
            {
                chunk.AsSpan(0, count).CopyTo(buffer.GetSpan(count));
                buffer.Advance(count);
            }
        }
        catch (OverflowException)
        {
            throw new PipelineFailure(
                StatusCodes.Status413PayloadTooLarge,
                $"The request's body is over the {most} bytes that gateway.max_request_bytes allows."
            );
        }
        catch (InvalidDataException e)
        {
            throw PipelineFailure.Invalid($"The body cannot be decompressed: {e.Message}");
        }
        catch (BadHttpRequestException e)
        {
            throw new PipelineFailure(e.StatusCode, e.Message, e);
        }

        return buffer.Written;
    }

    private static Stream Open(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding.ToString();
        if (coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            return request.Body;
        if (coding.Equals("gzip", StringComparison.OrdinalIgnoreCase))
            return new GZipStream(request.Body, CompressionMode.Decompress);
        if (coding.Equals("deflate", StringComparison.OrdinalIgnoreCase))
            return new ZLibStream(request.Body, CompressionMode.Decompress);
        throw new PipelineFailure(
            StatusCodes.Status415UnsupportedMediaType,
            $"The content coding '{coding}' is not supported; send gzip, deflate or no Content-Encoding."
        );
    }
}
