using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// Whether a page may call. A browser says whose page it is in <c>Origin</c>; a page that had its own name resolved to this
/// machine (DNS rebinding) says that name, and so the server's own name is no better than any. Other programs send none.
/// </summary>
internal static class McpOrigin
{
    /// <summary>What an origin must be, for messages.</summary>
    public const string Form =
        "an origin such as https://tools.example.com: a scheme, a name and maybe a port, no path";

    // Browsers ask again after two hours at the latest.
    private const string Lifetime = "7200";

    /// <param name="request">The call.</param>
    /// <param name="allowed">Origins besides those of this machine, such as <c>https://tools.example.com</c>.</param>
    public static bool IsAllowed(HttpRequest request, IEnumerable<string> allowed)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0)
            return true;
        if (origins.Count > 1 || !Uri.TryCreate(origins[0], UriKind.Absolute, out var origin))
            return false;
        return (origin.IsLoopback && (origin.Scheme == Uri.UriSchemeHttp || origin.Scheme == Uri.UriSchemeHttps))
            || allowed.Any(known => known.TrimEnd('/').Equals(origins[0], StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether a text can be what a browser sends; a slash at its end is passed over.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var origin)
        && origin.Host.Length > 0
        && origin.UserInfo.Length == 0
        && text.TrimEnd('/').Equals($"{origin.Scheme}://{origin.Authority}", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Lets a page that may call read what is answered, be it an error: a browser keeps it from the page otherwise (Fetch
    /// standard, CORS protocol).
    /// </summary>
    public static void LetRead(HttpContext context)
    {
        if (context.Request.Headers.Origin is not [{ } origin])
            return;
        // An error clears the headers that were set before it.
        context.Response.OnStarting(
            static state =>
            {
                var (response, origin) = ((HttpResponse, string))state;
                response.Headers.AccessControlAllowOrigin = origin;
                response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
                return Task.CompletedTask;
            },
            (context.Response, origin)
        );
    }

    /// <summary>Answers a browser that asks, before a page's call, whether it may be sent.</summary>
    /// <returns>Whether it was such a question.</returns>
    public static bool Answer(HttpContext context, string methods)
    {
        var asked = context.Request.Headers;
        if (!HttpMethods.IsOptions(context.Request.Method) || asked.AccessControlRequestMethod.Count == 0)
            return false;
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = asked.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = Lifetime;
        return true;
    }
}
