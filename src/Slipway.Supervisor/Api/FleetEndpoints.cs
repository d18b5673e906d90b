using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Supervisor.Api;

/// <summary>The supervisor's API, which <see cref="FleetClient"/> speaks.</summary>
internal static class FleetEndpoints
{
    private const int MostHistory = 10_000;
    private const int MostLines = 10_000;

    public static void MapFleet(this IEndpointRouteBuilder endpoints, IFleet fleet)
    {
        Map(
            "GET",
            "/fleet",
            async context =>
                await WriteAsync(
                    context,
                    await fleet.GetStatusAsync(context.RequestAborted),
                    DeploymentJson.Default.FleetStatus
                )
        );
        Map(
            "GET",
            "/fleet/spec",
            async context =>
                await WriteAsync(
                    context,
                    await fleet.GetSpecAsync(context.RequestAborted),
                    DeploymentJson.Default.FleetSpec
                )
        );
        Map(
            "PUT",
            "/fleet",
            async context =>
            {
                var spec = await ReadAsync(context, DeploymentJson.Default.FleetSpec);
                var changes = await fleet.ApplyAsync(spec, context.RequestAborted);
                await WriteAsync(context, changes, DeploymentJson.Default.FleetChanges);
            }
        );
        Map(
            "POST",
            "/services/{service}/revisions",
            async context =>
            {
                var launch = await ReadAsync(context, DeploymentJson.Default.ServiceLaunch);
                var number = await fleet.DeployAsync(Service(context), launch, context.RequestAborted);
                await WriteAsync(context, number, DeploymentJson.Default.Int32);
            }
        );
        Map(
            "POST",
            "/services/{service}/promote",
            context => fleet.PromoteAsync(Service(context), context.RequestAborted)
        );
        Map("POST", "/services/{service}/pause", context => fleet.PauseAsync(Service(context), context.RequestAborted));
        Map(
            "POST",
            "/services/{service}/resume",
            context => fleet.ResumeAsync(Service(context), context.RequestAborted)
        );
        Map(
            "POST",
            "/services/{service}/restart",
            context => fleet.RestartAsync(Service(context), context.RequestAborted)
        );
        Map(
            "POST",
            "/services/{service}/rollback",
            context => fleet.RollbackAsync(Service(context), Number(context, "revision"), context.RequestAborted)
        );
        Map(
            "PUT",
            "/services/{service}/split",
            async context =>
            {
                var weights = await ReadAsync(context, DeploymentJson.Default.DictionaryStringDouble);
                await fleet.SplitAsync(Service(context), Revisions(weights), context.RequestAborted);
            }
        );
        Map(
            "PUT",
            "/services/{service}/replicas",
            async context =>
            {
                var replicas = await ReadAsync(context, DeploymentJson.Default.Int32);
                await fleet.ScaleAsync(Service(context), replicas, context.RequestAborted);
            }
        );
        Map(
            "GET",
            "/history",
            async context =>
            {
                var last = Math.Clamp(Number(context, "last") ?? 100, 0, MostHistory);
                var service = context.Request.Query["service"].FirstOrDefault();
                var entries = await fleet.GetHistoryAsync(service, last, context.RequestAborted);
                await WriteAsync(context, entries, DeploymentJson.Default.IReadOnlyListHistoryEntry);
            }
        );
        Map("GET", "/logs", context => WriteLogsAsync(context, fleet));
        Map("POST", "/down", context => fleet.DownAsync(context.RequestAborted));
        Map("POST", "/end-idle", context => fleet.EndIdleAsync(context.RequestAborted));

        void Map(string method, string path, RequestDelegate handler) =>
            endpoints.MapMethods(path, [method], context => GuardAsync(context, handler));
    }

    private static async Task WriteLogsAsync(HttpContext context, IFleet fleet)
    {
        string[] services = [.. context.Request.Query["service"].OfType<string>()];
        var last = Math.Clamp(Number(context, "last") ?? 100, 0, MostLines);
        var follow = context.Request.Query["follow"] == "true";
        // Whether there are such services is to be known before the answer begins, which may be long before its first line.
        await foreach (var _ in fleet.GetLogsAsync(services, last: 0, follow: false, context.RequestAborted))
        {
            // There is none.
        }

        context.Response.ContentType = "application/x-ndjson";
        await using var lines = fleet.GetLogsAsync(services, last, follow, context.RequestAborted).GetAsyncEnumerator();
        var isFlushed = false;
        while (true)
        {
            var next = lines.MoveNextAsync();
            if (!next.IsCompleted)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                isFlushed = true;
            }

            if (!await next)
                break;
            var text = JsonSerializer.SerializeToUtf8Bytes(lines.Current, DeploymentJson.Default.LogLine);
            await context.Response.Body.WriteAsync(text, context.RequestAborted);
            await context.Response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }

        if (!isFlushed)
            await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static async Task GuardAsync(HttpContext context, RequestDelegate handler)
    {
        try
        {
            await handler(context);
            if (!context.Response.HasStarted && context.Response.ContentType is null)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        catch (JsonException e)
        {
            await RefuseAsync(
                context,
                ServingException.InvalidArgument($"The body is not what belongs here: {e.Message}")
            );
        }
        catch (ServingException e)
        {
            await RefuseAsync(context, e);
        }
    }

    private static async Task RefuseAsync(HttpContext context, ServingException e)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = e.Code switch
        {
            ServingErrorCode.NotFound => StatusCodes.Status404NotFound,
            ServingErrorCode.InvalidArgument => StatusCodes.Status400BadRequest,
            ServingErrorCode.FailedPrecondition => StatusCodes.Status409Conflict,
            ServingErrorCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
        var error = new FleetError
        {
            Error = e.Message,
            Code = e.Code.ToString(),
            Reason = e.Reason,
        };
        await WriteAsync(context, error, DeploymentJson.Default.FleetError);
    }

    private static string Service(HttpContext context) => (string)context.Request.RouteValues["service"]!;

    private static int? Number(HttpContext context, string name)
    {
        if (context.Request.Query[name].FirstOrDefault() is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ServingException.InvalidArgument($"{name}={text} is not a whole number.");
    }

    private static Dictionary<int, double> Revisions(Dictionary<string, double> weights) =>
        weights.ToDictionary(
            pair =>
                int.TryParse(pair.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
                    ? revision
                    : throw ServingException.InvalidArgument($"'{pair.Key}' is not the number of a revision."),
            pair => pair.Value
        );

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) =>
        await context.Request.ReadFromJsonAsync(type, context.RequestAborted)
        ?? throw ServingException.InvalidArgument("The body is empty.");

    private static Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type) =>
        context.Response.WriteAsJsonAsync(body, type, cancellationToken: context.RequestAborted);
}
