using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.AspNetCore.Hosting;
using Slipway.Errors;

namespace Slipway.AspNetCore.Errors;

/// <summary>Turns whatever a handler throws into an answer; nothing of an unforeseen failure's inside gets out.</summary>
internal static class HttpErrorWriter
{
    /// <summary>Wraps a handler.</summary>
    /// <param name="handler">What may throw.</param>
    /// <param name="statuses">The status of each code on the protocol's surface.</param>
    public static RequestDelegate Guard(RequestDelegate handler, Func<ServingErrorCode, int> statuses) =>
        async context =>
        {
            try
            {
                await handler(context);
            }
            catch (Exception e)
            {
                await WriteAsync(context, e, statuses);
            }
        };

    private static async Task WriteAsync(HttpContext context, Exception exception, Func<ServingErrorCode, int> statuses)
    {
        // The caller has gone; there is nobody to tell. A reset connection may be noticed here first.
        if (context.RequestAborted.IsCancellationRequested || exception is ConnectionResetException)
        {
            context.Abort();
            return;
        }

        var (status, message) = exception switch
        {
            ServingException e => (statuses(e.Code), e.Message),
            BadHttpRequestException e => (e.StatusCode, $"The request could not be read: {e.Message}"),
            OperationCanceledException => (503, "The request was cancelled because the server is stopping."),
            _ => (500, "An unexpected error occurred; the server's log has the details."),
        };
        if (exception is not (ServingException or BadHttpRequestException or OperationCanceledException))
        {
            context
                .RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Slipway.Http")
                .RequestFailed(exception, context.Request.Method, context.Request.Path);
        }

        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        var closing = context.Response.Headers.Connection;
        context.Response.Clear();
        context.Response.Headers.Connection = closing;
        if (exception is ServingException { RetryAfter: { } retryAfter })
        {
            var seconds = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, status, message);
    }

    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ErrorBody(message),
            ErrorBodyContext.Readable.ErrorBody,
            cancellationToken: CancellationToken.None
        );
    }
}
