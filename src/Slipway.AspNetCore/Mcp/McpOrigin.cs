using Microsoft.AspNetCore.Http;

namespace Slipway.AspNetCore.Mcp;

/// <summary>
/// Whether a page may call. A browser says whose page it is in <c>Origin</c>; a page that had its own name resolved to this
/// machine (DNS rebinding) says that name, and so the server's own name is no better than any. Other programs send none.
/// </summary>
internal static class McpOrigin
{
    /// <param name="request">The call.</param>
    /// <param name="allowed">Origins besides those of this machine, such as <c>https://tools.example.com</c>.</param>
    public static bool IsAllowed(HttpRequest request, IEnumerable<string> allowed)
    {
        var origins = request.Headers.Origin;
        if (origins.Count == 0)
            return true;
        if (origins.Count > 1 || !Uri.TryCreate(origins[0], UriKind.Absolute, out var origin))
            return false;
        return origin.IsLoopback
            || allowed.Any(known => known.TrimEnd('/').Equals(origins[0], StringComparison.OrdinalIgnoreCase));
    }
}
