using System.Net;
using System.Text.Json;
using Slipway.Errors;

namespace Slipway.Client.Rest;

/// <summary>Turns an answer other than 2xx into the failure that it reports.</summary>
internal static class RestFailures
{
    private const int LongestBody = 64 << 10;

    public static async Task<ServingException> ReadAsync(
        HttpResponseMessage response,
        string what,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var status = (int)response.StatusCode;
        var message =
            Message(await ReadStartAsync(response.Content, cancellationToken))
            ?? $"{what} was answered with HTTP {status} ({response.ReasonPhrase}) and no error message; is this the "
                + "REST port of an Open Inference server?";
        return new ServingException(CodeOf(response.StatusCode), message) { RetryAfter = RetryAfter(response, time) };
    }

    /// <summary>
    /// The reverse of the server's table, which sends several codes as 400; those come back as InvalidArgument.
    /// </summary>
    public static ServingErrorCode CodeOf(HttpStatusCode status) =>
        (int)status switch
        {
            404 => ServingErrorCode.NotFound,
            408 or 504 => ServingErrorCode.DeadlineExceeded,
            409 => ServingErrorCode.AlreadyExists,
            412 => ServingErrorCode.FailedPrecondition,
            413 => ServingErrorCode.TooLarge,
            429 => ServingErrorCode.ResourceExhausted,
            499 => ServingErrorCode.Cancelled,
            405 or 415 or 501 => ServingErrorCode.Unsupported,
            502 or 503 => ServingErrorCode.Unavailable,
            500 => ServingErrorCode.Internal,
            >= 400 and < 500 => ServingErrorCode.InvalidArgument,
            _ => ServingErrorCode.Unknown,
        };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string? Message(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, RestContracts.Default.ErrorBody)?.Error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // An error is a sentence: what a hostile or mistaken server sends beyond that is not read.
    private static async Task<byte[]> ReadStartAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var start = new byte[LongestBody];
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        return start[..length];
    }
}
