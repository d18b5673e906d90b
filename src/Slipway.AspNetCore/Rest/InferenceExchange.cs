using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Slipway.AspNetCore.Errors;
using Slipway.AspNetCore.Hosting;
using Slipway.Errors;
using Slipway.Protocols.Json;
using Slipway.Serving.Inference;

namespace Slipway.AspNetCore.Rest;

/// <summary>
/// What an inference over REST does around its own work, whatever the protocol: it counts as in flight for the drain, ends
/// at its caller's deadline, is refused unread where there is no room for it, bounds the body, undoes its coding, and codes
/// the answer. Thread-safe.
/// </summary>
internal sealed class InferenceExchange(DataPlane plane, ServerState state, IOptions<ModelServerOptions> options)
{
    /// <summary>Decodes a body of known or unknown length.</summary>
    public delegate ValueTask<T> Decoder<T>(PipeReader body, long? contentLength, CancellationToken cancellationToken);

    /// <summary>Wraps a handler that answers an inference.</summary>
    /// <param name="handler">Reads the request with <see cref="ReadAsync"/> and answers it.</param>
    /// <param name="statuses">The protocol's table; default: the one of the Open Inference Protocol.</param>
    public RequestDelegate Count(RequestDelegate handler, Func<ServingErrorCode, int>? statuses = null)
    {
        statuses ??= HttpStatusTable.OpenInference;
        return async context =>
        {
            state.RequestBegan();
            try
            {
                if (state.IsDraining)
                    context.Response.Headers.Connection = "close";
                var deadline = RestDeadline.Read(context.Request);
                // Written, not thrown: under overload this is what happens most often.
                if (Refusal(context, deadline?.At) is { } refusal)
                    await RefuseAsync(context, refusal, statuses);
                else if (deadline is not null)
                    await HandleAsync(context, handler, deadline);
                else
                    await handler(context);
            }
            finally
            {
                state.RequestEnded();
            }
        };
    }

    // Where the path names no model, the body may ask for something that needs none.
    private ServingException? Refusal(HttpContext context, long? deadline) =>
        RouteModel.IsNamed(context) ? plane.Refusal(RouteModel.Read(context), deadline) : null;

    // The token of the request ends with its time, so that every handler ends with it.
    private static async Task HandleAsync(HttpContext context, RequestDelegate handler, RestDeadline deadline)
    {
        var caller = deadline.Caller;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(caller);
        timer.CancelAfter(deadline.Timeout);
        context.Features.Set(deadline);
        context.RequestAborted = timer.Token;
        try
        {
            await handler(context);
        }
        catch (Exception e) when (timer.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw deadline.Passed(e);
        }
        finally
        {
            context.RequestAborted = caller;
        }
    }

    private static async Task RefuseAsync(
        HttpContext context,
        ServingException refusal,
        Func<ServingErrorCode, int> statuses
    )
    {
        await HttpErrorWriter.WriteAsync(context, refusal, statuses);
        await RefusedBody.ReceiveAsync(context);
    }

    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="ServingException">The decoder's; InvalidArgument where the coding is broken.</exception>
    public async ValueTask<T> ReadAsync<T>(HttpContext context, Decoder<T> decoder)
    {
        var http = context.Request;
        using var incoming = RouteModel.IsNamed(context) ? plane.Announce(RouteModel.Read(context)) : plane.Announce();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = ContentCoding.MostOnTheWire(http, options.Value.MaxRequestBytes);
        var body = ContentCoding.OpenRequest(http, out var length);
        try
        {
            return await decoder(body, length, context.RequestAborted);
        }
        catch (InvalidDataException e)
        {
            throw new ServingException(
                ServingErrorCode.InvalidArgument,
                $"The request's body is not what its Content-Encoding says: {e.Message}",
                e
            );
        }
        finally
        {
            await ContentCoding.CloseRequestAsync(http, body);
        }
    }

    /// <summary>Writes an answer; headers that go with it are set by then.</summary>
    public static async Task WriteAsync(HttpContext context, IEncodedBody message)
    {
        var response = context.Response;
        response.ContentType = message.ContentType;
        var compressed = ContentCoding.CompressResponse(context, message.ContentLength);
        if (compressed is null)
        {
            response.ContentLength = message.ContentLength;
            await message.WriteToAsync(response.BodyWriter, context.RequestAborted);
            return;
        }

        await using (compressed)
        {
            var writer = PipeWriter.Create(compressed, new StreamPipeWriterOptions(leaveOpen: true));
            await message.WriteToAsync(writer, context.RequestAborted);
            await writer.CompleteAsync();
        }
    }
}
