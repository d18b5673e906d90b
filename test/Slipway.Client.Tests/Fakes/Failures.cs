using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Slipway.Client.Tests.Fakes;

/// <summary>Answers that report a failure, in the form of each transport.</summary>
internal static class Failures
{
    public static async Task WriteAsync(HttpContext context, int status, string error, int? retryAfterSeconds = null)
    {
        context.Response.StatusCode = status;
        if (retryAfterSeconds is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync($$"""{"error":"{{error}}"}""", context.RequestAborted);
    }

    public static RpcException Status(StatusCode code, string error, int? retryAfterMilliseconds = null)
    {
        var trailers = new Metadata();
        if (retryAfterMilliseconds is { } milliseconds)
            trailers.Add("grpc-retry-pushback-ms", milliseconds.ToString(CultureInfo.InvariantCulture));
        return new RpcException(new Status(code, error), trailers);
    }
}
