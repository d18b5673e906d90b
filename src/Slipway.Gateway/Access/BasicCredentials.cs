using System.Text;

namespace Slipway.Gateway.Access;

/// <summary>
/// How a browser is let into the console (RFC 7617): it asks for a name and a key, and sends them with all that follows. For the
/// console alone, whose requests are checked to be of its own page: what a browser sends by itself any other page could use.
/// </summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic ";

    /// <summary>Null where there is none.</summary>
    public static string? KeyOf(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var decoded = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[Scheme.Length..].Trim(), decoded, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(decoded, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : pair[(colon + 1)..];
    }

    public static Task AskAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = "Basic realm=\"Slipway\", charset=\"UTF-8\"";
        return context.Response.WriteAsync(
            "A name and a key of gateway.auth.keys_file open the console.",
            context.RequestAborted
        );
    }
}
