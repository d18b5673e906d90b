using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Authorisation;
using Slipway.ApiServer.Faults;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Watching;

namespace Slipway.ApiServer.Http;

/// <summary>Every request: who asks, what for, what goes wrong on purpose, and the answer.</summary>
internal sealed class ApiHandler(
    ResourceCatalog catalog,
    ObjectStore store,
    ResourceEndpoint resources,
    Discovery discovery,
    ApiAccess access,
    ApiFaults faults,
    WatchSignals signals,
    TestApiServerOptions options
)
{
    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (StatusException failure)
        {
            await ApiResponse.Of(failure).WriteAsync(context, failure.RetryAfterSeconds);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (Exception failure)
            when (failure is not (WatchDroppedException or ConnectionCutException or IOException)
                && !context.Response.HasStarted
            )
        {
            // A fault of the stand-in itself, which is to be seen where it shows.
            var status = new StatusException(500, "InternalError", $"The stand-in failed: {failure}");
            await ApiResponse.Of(status).WriteAsync(context);
        }
        catch (Exception cut) when (cut is WatchDroppedException or ConnectionCutException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var user = access.Identify(context.Request);
        if (context.Request.Path == AccessReviews.Path && context.Request.Method == "POST")
        {
            var body = await RequestBody.ReadObjectAsync(context.Request, context.RequestAborted);
            await AccessReviews.Answer(body, attributes => access.Allows(user, attributes)).WriteAsync(context);
            return;
        }

        if (ResourceRequest.Read(context.Request, catalog) is not { } request)
        {
            await discovery.Answer(context.Request).WriteAsync(context);
            return;
        }

        access.Check(user, context.Request, request);
        faults.Before(request);
        if (request.Verb == "watch")
        {
            await WatchAsync(context, request);
            return;
        }

        ApiResponse response;
        try
        {
            response = await resources.AnswerAsync(context.Request, request, context.RequestAborted);
        }
        finally
        {
            // A refusal is lost on the way as easily as an answer.
            if (faults.After(request))
                store.Compact();
        }

        await response.WriteAsync(context);
    }

    private async Task WatchAsync(HttpContext context, ResourceRequest request)
    {
        var query = context.Request.Query;
        var watch = new WatchQuery(
            request.Kind,
            ResourceEndpoint.Selector(context.Request, request),
            query["resourceVersion"],
            query["allowWatchBookmarks"] is ["true" or "1", ..],
            query["sendInitialEvents"] is ["true" or "1", ..],
            int.TryParse(query["timeoutSeconds"], out var seconds) && seconds > 0
                ? TimeSpan.FromSeconds(seconds)
                : options.WatchTimeout
        );
        if (watch.SendInitial && query["resourceVersionMatch"] != "NotOlderThan")
            throw StatusException.BadRequest(
                "resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"
            );
        context.Response.ContentType = "application/json";
        // A client waits for the head of the answer, however long nothing happens.
        await context.Response.Body.FlushAsync(context.RequestAborted);
        async Task WriteAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
        {
            await context.Response.Body.WriteAsync(line, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }

        var watcher = new Watcher(store, watch, options.Time, options.BookmarkInterval, signals);
        try
        {
            await watcher.RunAsync(
                (line, cancellationToken) =>
                    faults.Watch(request)
                        ? throw StatusException.Expired("too old resource version")
                        : WriteAsync(line, cancellationToken),
                context.RequestAborted
            );
        }
        catch (StatusException failure)
        {
            // The answer has begun, so that what goes wrong is an event.
            await WriteAsync(WatchEvents.Error(failure), context.RequestAborted);
        }
    }
}
