using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slipway.AspNetCore.Errors;
using Slipway.Inference;
using Slipway.Protocols.OpenInference.Rest;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>Writes responses as server-sent events, each as soon as it is there.</summary>
internal static class GenerateEvents
{
    private const string ContentType = "text/event-stream; charset=utf-8";

    /// <summary>
    /// What fails before the first event is thrown and becomes an error of its own; what fails later is an event, for
    /// the status has been sent by then.
    /// </summary>
    public static async Task WriteAsync(
        HttpContext context,
        InferenceRequest request,
        IAsyncEnumerable<InferenceResponse> responses
    )
    {
        var http = context.Response;
        try
        {
            await foreach (var response in responses.WithCancellation(context.RequestAborted))
            {
                using (response)
                {
                    using var message = GenerateResponseEncoder.Encode(request, response, isEvent: true);
                    if (!http.HasStarted)
                        (http.ContentType, http.Headers.CacheControl) = (ContentType, "no-cache");
                    await message.WriteToAsync(http.BodyWriter, context.RequestAborted);
                }
            }
        }
        catch (Exception e) when (http.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await WriteErrorAsync(context, e);
        }

        if (!http.HasStarted)
            http.ContentType = ContentType;
    }

    private static async Task WriteErrorAsync(HttpContext context, Exception error)
    {
        var body = new ErrorBody(HttpErrorWriter.Describe(context, error, HttpStatusTable.OpenInference).Message);
        var json = JsonSerializer.Serialize(body, ErrorBodyContext.Readable.ErrorBody);
        await context.Response.WriteAsync($"data: {json}\n\n", context.RequestAborted);
    }
}
