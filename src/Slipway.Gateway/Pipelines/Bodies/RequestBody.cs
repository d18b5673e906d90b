using System.IO.Compression;
using Slipway.Gateway.Pipelines.Failures;

namespace Slipway.Gateway.Pipelines.Bodies;

/// <summary>
/// Reads the whole body of a request, which a pipeline needs at once: gzip and deflate undone, bounded as it is on the wire,
/// and over all requests.
/// </summary>
internal static class RequestBody
{
    /// <param name="request">Nothing of its body was taken.</param>
    /// <param name="most">Bytes, decompressed.</param>
    /// <param name="budget">Of all requests.</param>
    /// <param name="cancellationToken">The caller goes.</param>
    /// <exception cref="PipelineFailure">400, 413, 415; 503 where the budget is used up.</exception>
    public static async Task<PipelineBody> ReadAsync(
        HttpRequest request,
        int most,
        PipelineBudget budget,
        CancellationToken cancellationToken
    )
    {
        await using var body = Open(request);
        return await ReadAsync(body, most, budget, cancellationToken);
    }

    /// <inheritdoc cref="ReadAsync(HttpRequest, int, PipelineBudget, CancellationToken)"/>
    public static async Task<PipelineBody> ReadAsync(
        Stream body,
        int most,
        PipelineBudget budget,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await PipelineBody.ReadAsync(body, most, budget, cancellationToken);
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
