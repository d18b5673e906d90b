using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Slipway.Deployment;
using Slipway.Deployment.Routing;
using Slipway.Errors;
using Slipway.Gateway.Failures;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routes;
using Slipway.Gateway.Routing;
using Slipway.Gateway.Statistics;

namespace Slipway.Gateway.Control;

/// <summary>
/// What who runs the fleet says and asks: <c>PUT /routes</c>, <c>GET /traffic</c>, <c>GET /waiting</c>, <c>GET /health</c>,
/// <c>POST /succeeded</c>.
/// </summary>
internal sealed class ControlEndpoints(
    TableStore tables,
    TrafficReporter reporter,
    WaitingServices waiting,
    Draining draining,
    GatewayReadiness readiness,
    RouteArguments routes,
    RouteRemarks remarks
)
{
    // A service with a hundred replicas takes 20 KB.
    private const long LargestTable = 16 << 20;

    public Task AnswerAsync(HttpContext context) =>
        (context.Request.Method, context.Request.Path.Value) switch
        {
            ("PUT", "/routes") when routes.Source == RouteSource.Control => ApplyAsync(context),
            ("PUT", "/routes") => RefuseAsync(
                context,
                StatusCodes.Status409Conflict,
                "This gateway was started to have its routes from elsewhere, not from here."
            ),
            ("GET", "/traffic") => context.Response.WriteAsJsonAsync(
                reporter.Report(),
                DeploymentJson.Default.TrafficReport,
                cancellationToken: context.RequestAborted
            ),
            ("GET", "/waiting") => waiting.AnswerAsync(context),
            ("GET", "/health") => TellHealthAsync(context),
            ("POST", "/succeeded") => SucceedAsync(context),
            var (method, path) => RefuseAsync(
                context,
                StatusCodes.Status404NotFound,
                $"There is no {method} {path}; there are PUT /routes, GET /traffic, GET /waiting, GET /health and POST /succeeded."
            ),
        };

    // It takes requests later than it can be controlled: when it listens, and knows where they go. Remarks are a line each.
    private Task TellHealthAsync(HttpContext context)
    {
        var missing = readiness.WhyNot();
        if (missing is not null)
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(
            string.Join('\n', [missing ?? "ok", .. remarks.All]),
            context.RequestAborted
        );
    }

    private Task SucceedAsync(HttpContext context)
    {
        draining.Succeed();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private async Task ApplyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = LargestTable;
        RoutingTable? table;
        try
        {
            table = await JsonSerializer.DeserializeAsync(
                context.Request.Body,
                DeploymentJson.Default.RoutingTable,
                context.RequestAborted
            );
        }
        catch (JsonException e)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, $"The body is no routing table: {e.Message}");
            return;
        }
        catch (BadHttpRequestException e)
        {
            await RefuseAsync(context, e.StatusCode, e.Message);
            return;
        }

        try
        {
            tables.Apply(table ?? throw ServingException.InvalidArgument("The body is null, and no routing table."));
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (ServingException e)
        {
            var status =
                e.Code == ServingErrorCode.FailedPrecondition
                    ? StatusCodes.Status409Conflict
                    : StatusCodes.Status400BadRequest;
            await RefuseAsync(context, status, e.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ErrorBody(message),
            ErrorBodyContext.Readable.ErrorBody,
            cancellationToken: context.RequestAborted
        );
    }
}
