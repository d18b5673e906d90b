namespace Slipway.Gateway.Hosting;

/// <summary>
/// What a probe asks of this gateway alone: <c>/livez</c> and <c>/readyz</c>. What <c>/v2/health/ready</c> tells is the fleet's
/// readiness: where one service is down, the front door of the others stays.
/// </summary>
internal sealed class ProbeEndpoints(GatewayReadiness readiness)
{
    public const string Live = "/livez";
    public const string Ready = "/readyz";

    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMethods(Live, Get, context => WriteAsync(context, null));
        endpoints.MapMethods(Ready, Get, context => WriteAsync(context, readiness.WhyNoMore()));
    }

    private static Task WriteAsync(HttpContext context, string? whyNot)
    {
        if (whyNot is not null)
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(whyNot ?? "ok", context.RequestAborted);
    }
}
