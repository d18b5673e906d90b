using Microsoft.AspNetCore.Http;
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
        catch (WatchDroppedException)
        {
            context.Abort();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (ResourceRequest.Read(context.Request, catalog) is not { } request)
        {
            await discovery.Answer(context.Request).WriteAsync(context);
            return;
        }

        if (request.Verb == "watch")
        {
            await WatchAsync(context, request);
            return;
        }

        var response = await resources.AnswerAsync(context.Request, request, context.RequestAborted);
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
        await context.Response.StartAsync(context.RequestAborted);
        var watcher = new Watcher(store, watch, options.Time, options.BookmarkInterval, signals);
        await watcher.RunAsync(
            async (line, cancellationToken) =>
            {
                await context.Response.Body.WriteAsync(line, cancellationToken);
                await context.Response.Body.FlushAsync(cancellationToken);
            },
            context.RequestAborted
        );
    }
}
