using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Slipway.AspNetCore.Errors;
using Slipway.Errors;

namespace Slipway.AspNetCore.Rest;

/// <summary>
/// Maps paths of a protocol to one method each, failures answered as errors of that protocol. What can be got can
/// also be asked for with HEAD, as probes do; any other method is answered with 405 and says which it takes.
/// </summary>
internal static class RestRoutes
{
    private static readonly string[] Get = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] Post = [HttpMethods.Post];

    /// <param name="endpoints">Where to map.</param>
    /// <param name="path">The path, with its parameters.</param>
    /// <param name="handler">May throw what <see cref="HttpErrorWriter"/> knows to answer.</param>
    /// <param name="statuses">The protocol's table; default: the one of the Open Inference Protocol.</param>
    public static void MapRestGet(
        this IEndpointRouteBuilder endpoints,
        string path,
        RequestDelegate handler,
        Func<ServingErrorCode, int>? statuses = null
    ) => Map(endpoints, path, Get, handler, statuses);

    /// <inheritdoc cref="MapRestGet"/>
    public static void MapRestPost(
        this IEndpointRouteBuilder endpoints,
        string path,
        RequestDelegate handler,
        Func<ServingErrorCode, int>? statuses = null
    ) => Map(endpoints, path, Post, handler, statuses);

    /// <summary>Answers that a path takes other methods.</summary>
    public static Task RefuseAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return HttpErrorWriter.WriteAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            $"{context.Request.Method} is not answered at {context.Request.Path}; use {allowed}."
        );
    }

    private static void Map(
        IEndpointRouteBuilder endpoints,
        string path,
        string[] methods,
        RequestDelegate handler,
        Func<ServingErrorCode, int>? statuses
    )
    {
        endpoints.MapMethods(path, methods, HttpErrorWriter.Guard(handler, statuses ?? HttpStatusTable.OpenInference));

        // Behind the methods of the same path, and before the answer to paths that there are not.
        var allowed = string.Join(", ", methods);
        endpoints.Map(path, (RequestDelegate)(context => RefuseAsync(context, allowed))).WithOrder(1);
    }
}
