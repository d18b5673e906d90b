using System.Net.Http.Headers;
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
        // First: none of what is written here is of the caller's connection.
        var connection = context.Request.Headers.Connection;
        if (connection.Count > 0)
            RemoveNamed(connection, headers);

        // Whoever calls a gateway may write what he likes: what is passed on is what was seen.
        foreach (var (name, value) in Seen(context))
        {
            if (context.Request.Headers.ContainsKey(name))
                headers.Remove(name);
            if (value is not null)
                headers.TryAddWithoutValidation(name, value);
        }
    }

    private static void RemoveNamed(StringValues connection, HttpRequestHeaders headers)
    {
        foreach (var name in NamedBy(connection))
        {
            if (headers.NonValidated.Contains(name))
                headers.Remove(name);
        }
    }

    /// <summary>Who asked, as the gateway sees it; null where it does not.</summary>
    public static (string Name, string? Value)[] Seen(HttpContext context) =>
        [
            (For, context.Connection.RemoteIpAddress?.ToString()),
            (Host, context.Request.Host.Value),
            (Proto, context.Request.Scheme),
        ];

    /// <summary>Headers that are of one connection alone, as it says itself (RFC 9110, section 7.6.1).</summary>
    public static IEnumerable<string> NamedBy(StringValues connection)
    {
        foreach (var list in connection)
        {
            foreach (
                var each in (list ?? "").Split(
                    ',',
                    StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
                )
            )
            {
                var isOption =
                    each.Equals("close", StringComparison.OrdinalIgnoreCase)
                    || each.Equals(HeaderNames.KeepAlive, StringComparison.OrdinalIgnoreCase);
                if (!isOption)
                    yield return each;
            }
        }
    }
}
