using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.AspNetCore.Errors;

namespace Slipway.AspNetCore.OpenInference;

/// <summary>
/// Maps paths of the protocol to one method each, failures answered as errors of the protocol. What can be got can
/// also be asked for with HEAD, as probes do; any other method is answered with 405 and says which it takes.
/// </summary>
internal static class RestRoutes
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Post = [HttpMethods.Post];

    public static void MapRestGet(this IEndpointRouteBuilder endpoints, string path, RequestDelegate handler) =>
        Map(endpoints, path, Get, handler);

    public static void MapRestPost(this IEndpointRouteBuilder endpoints, string path, RequestDelegate handler) =>
        Map(endpoints, path, Post, handler);

    public static void MapRestGetAndPost(
        this IEndpointRouteBuilder endpoints,
        string path,
        RequestDelegate get,
        RequestDelegate post
    )
    {
        endpoints.MapMethods(path, Get, HttpErrorWriter.Guard(get));
        endpoints.MapMethods(path, Post, HttpErrorWriter.Guard(post));
        MapRefusal(endpoints, path, [.. Get, .. Post]);
    }

    private static void Map(IEndpointRouteBuilder endpoints, string path, string[] methods, RequestDelegate handler)
    {
        endpoints.MapMethods(path, methods, HttpErrorWriter.Guard(handler));
        MapRefusal(endpoints, path, methods);
    }

    private static void MapRefusal(IEndpointRouteBuilder endpoints, string path, string[] methods)
    {
        // Behind the methods of the same path, and before the answer to paths that there are not.
        var allowed = string.Join(", ", methods);
        endpoints.Map(path, (RequestDelegate)(context => RefuseAsync(context, allowed))).WithOrder(1);
    }

    private static Task RefuseAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return HttpErrorWriter.WriteAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            $"{context.Request.Method} is not answered at {context.Request.Path}; use {allowed}."
        );
    }
}
