using System.Globalization;
using Slipway.Gateway.Recognition;
using Slipway.Gateway.Telemetry;

namespace Slipway.Gateway.Failures;

/// <summary>
/// Writes the gateway's own refusals in the form of the protocol: <c>{"error": "…"}</c> over REST, a call that ends with its
/// headers over gRPC ("gRPC over HTTP/2", Trailers-Only).
/// </summary>
internal static class FailureWriter
{
    private const string Pushback = "grpc-retry-pushback-ms";

    /// <summary>Does nothing but end the connection where an answer has begun: half of one must not look like a whole one.</summary>
    public static Task WriteAsync(HttpContext context, Surface surface, Refusal refusal)
    {
        var response = context.Response;
        if (response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        GatewayTelemetry.Refused(refusal.Http);
        // Who waits for leave to send a body may go on without it: where it would end is not known (RFC 9110, section 10.1.1).
        var closes = context.Request.Headers.Expect.Count > 0;
        response.Clear();
        if (surface == Surface.Grpc)
        {
            WriteGrpc(response, refusal);
            return Task.CompletedTask;
        }

        if (closes)
            response.Headers.Connection = "close";
        response.StatusCode = refusal.Http;
        if (refusal.Http == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        if (refusal.RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return response.WriteAsJsonAsync(
            new ErrorBody(refusal.Message),
            ErrorBodyContext.Readable.ErrorBody,
            cancellationToken: CancellationToken.None
        );
    }

    private static void WriteGrpc(HttpResponse response, Refusal refusal)
    {
        var headers = response.Headers;
        headers.ContentType = "application/grpc";
        headers.GrpcStatus = ((int)refusal.Grpc).ToString(CultureInfo.InvariantCulture);
        headers.GrpcMessage = GrpcStatusMessage.Encode(refusal.Message);
        if (refusal.RetryAfter is { } wait)
            headers[Pushback] = ((long)wait.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }
}
