using Slipway.Errors;

namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>Addresses of servers and of objects on them.</summary>
internal static class Endpoints
{
    public static Uri Parse(string text, string variable, bool allowHttp) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0
            ? RemoteLocation.CheckedHttp(uri, allowHttp)
            : throw ServingException.InvalidArgument(
                $"{variable} holds no address of a server: expected https://HOST[:PORT][/PATH]."
            );

    /// <summary>A path with each part escaped, as signatures want it.</summary>
    public static string Escape(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    /// <summary>
    /// The address of an escaped path and query, sent exactly as they are: what is signed must be what is sent.
    /// </summary>
    public static Uri Address(Uri server, string pathAndQuery) =>
        new(
            server.GetLeftPart(UriPartial.Authority) + pathAndQuery,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
        );

    /// <summary>Escaped <c>name=value</c> pairs in the order of their names.</summary>
    public static string Query(params IEnumerable<(string Name, string? Value)> parameters) =>
        string.Join(
            '&',
            parameters
                .Where(parameter => parameter.Value is not null)
                .OrderBy(parameter => parameter.Name, StringComparer.Ordinal)
                .Select(parameter => $"{Uri.EscapeDataString(parameter.Name)}={Uri.EscapeDataString(parameter.Value!)}")
        );
}
