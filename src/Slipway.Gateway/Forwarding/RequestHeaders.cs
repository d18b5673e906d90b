using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Slipway.Gateway.Forwarding;

/// <summary>What is changed of the headers that a caller sent.</summary>
internal static class RequestHeaders
{
    private const string For = "X-Forwarded-For";
    private const string Host = "X-Forwarded-Host";
    private const string Proto = "X-Forwarded-Proto";

    public static void Prepare(HttpContext context, HttpRequestMessage request)
    {
        var headers = request.Headers;
        // The replica's own is sent.
        headers.Host = null;
        // Whoever calls a gateway may write what he likes: what is passed on is what was seen.
        Replace(For, context.Connection.RemoteIpAddress?.ToString());
        Replace(Host, context.Request.Host.Value);
        Replace(Proto, context.Request.Scheme);
        var connection = context.Request.Headers.Connection;
        if (connection.Count > 0)
            RemoveNamed(connection, request);

        void Replace(string name, string? value)
        {
            if (context.Request.Headers.ContainsKey(name))
                headers.Remove(name);
            if (value is not null)
                headers.TryAddWithoutValidation(name, value);
        }
    }

    // Of this connection alone (RFC 9110, section 7.6.1).
    private static void RemoveNamed(StringValues connection, HttpRequestMessage request)
    {
        foreach (var list in connection)
        {
            foreach (var range in list.AsSpan().Split(','))
            {
                var name = list.AsSpan(range).Trim();
                if (
                    name.IsEmpty
                    || name.Equals("close", StringComparison.OrdinalIgnoreCase)
                    || name.Equals(HeaderNames.KeepAlive, StringComparison.OrdinalIgnoreCase)
                )
                    continue;
                var text = name.ToString();
                if (request.Headers.NonValidated.Contains(text))
                    request.Headers.Remove(text);
            }
        }
    }
}
