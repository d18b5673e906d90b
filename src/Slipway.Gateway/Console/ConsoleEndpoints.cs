using Slipway.Gateway.Console.Hosting;
using Slipway.Gateway.Console.Security;

namespace Slipway.Gateway.Console;

/// <summary>Everything under <c>/console</c>, behind the checks that it needs; and <c>/</c>, for browsers.</summary>
internal sealed class ConsoleEndpoints(ConsoleOrigin origin, LoginEndpoint login, CircuitGate circuits)
{
    public const string Base = "/console";

    private const string Home = Base + "/";

    public Task HandleAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        if (path == "/" && WantsPage(context.Request) && origin.WhyNot(context.Request) is null)
        {
            context.Response.Redirect(Home);
            return Task.CompletedTask;
        }

        return path.StartsWithSegments(Base, StringComparison.Ordinal) ? AnswerAsync(context) : next(context);
    }

    private Task AnswerAsync(HttpContext context)
    {
        ConsoleHeaders.Set(context.Response);
        if (origin.WhyNot(context.Request) is { } why)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync(why, context.RequestAborted);
        }

        if (context.Request.Path == Base)
        {
            context.Response.Redirect(Home);
            return Task.CompletedTask;
        }

        return login.HandleAsync(context, circuits.HandleAsync);
    }

    private static bool WantsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.GetTypedHeaders().Accept.Any(type => type.MatchesMediaType("text/html") && type.Type != "*");
}
