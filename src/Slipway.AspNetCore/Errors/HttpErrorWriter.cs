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

    /// <summary>Answers with a failure.</summary>
    public static async Task WriteAsync(HttpContext context, Exception exception, Func<ServingErrorCode, int> statuses)
    {
        // The caller has gone; there is nobody to tell. A reset connection may be noticed here first.
        if (context.RequestAborted.IsCancellationRequested || exception is ConnectionResetException)
        {
            context.Abort();
            return;
        }

        var (status, message) = Describe(context, exception, statuses);
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            context.Abort();
            return;
        }

        // Who asked before sending the body may go on without it (RFC 9110, section 10.1.1): where it ends is not known.
        var closing = context.Response.Headers.Connection;
        if (context.Request.Headers.Expect.Count > 0)
            closing = "close";
        context.Response.Clear();
        context.Response.Headers.Connection = closing;
        if (exception is ServingException { RetryAfter: { } retryAfter })
        {
            var seconds = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, status, message);
    }

    /// <summary>The status and the words for the caller; what was not foreseen is logged.</summary>
    public static (int Status, string Message) Describe(
        HttpContext context,
        Exception exception,
        Func<ServingErrorCode, int> statuses
    )
    {
        if (exception is not (ServingException or BadHttpRequestException or OperationCanceledException))
        {
            context
                .RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger("Slipway.Http")
                .RequestFailed(exception, context.Request.Method, context.Request.Path);
        }

        return exception switch
        {
            ServingException e => (statuses(e.Code), e.Message),
            BadHttpRequestException e => (e.StatusCode, $"The request could not be read: {e.Message}"),
            OperationCanceledException => (503, "The request was cancelled because the server is stopping."),
            _ => (500, "An unexpected error occurred; the server's log has the details."),
        };
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
