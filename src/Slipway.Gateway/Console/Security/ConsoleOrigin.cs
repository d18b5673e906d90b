using System.Net;
using Microsoft.Extensions.Primitives;
using Slipway.Deployment.Manifest;

namespace Slipway.Gateway.Console.Security;

/// <summary>
/// Whether a browser's request is of the console's own page. A foreign page may open sockets to this address too, and says
/// whose it is in <c>Origin</c>; one that had its own name resolved to this machine (DNS rebinding) says that name in
/// <c>Host</c>, which a gateway that listens on this machine alone knows not to be its own.
/// </summary>
internal sealed class ConsoleOrigin(GatewayConfig config)
{
    private readonly bool _isLocal =
        config.Host == "localhost"
        || (IPAddress.TryParse(config.Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Nobody reaches the gateway but from its own machine.</summary>
    public bool IsLocal => _isLocal;

    /// <summary>In a sentence; null where the request is welcome.</summary>
    public string? WhyNot(HttpRequest request)
    {
        if (!request.Host.HasValue)
            return "The request names no host.";
        if (_isLocal && !IsThisMachine(request.Host.Host))
            return $"The console of a gateway on this machine is not opened under the name '{request.Host.Host}'; use localhost.";
        return IsOwn(request.Headers.Origin, request.Host)
            ? null
            : $"The console does not answer pages of '{request.Headers.Origin}'.";
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // The scheme is left out: in front of the gateway may be what ends TLS, and one port does not speak both.
    private static bool IsOwn(StringValues origins, HostString host)
    {
        if (origins.Count == 0)
            return true;
        return origins.Count == 1
            && Uri.TryCreate(origins[0], UriKind.Absolute, out var origin)
            && origin.Scheme is "http" or "https"
            && Same(origin, host);
    }

    private static bool Same(Uri origin, HostString host) =>
        host.Host.Equals(origin.IdnHost, StringComparison.OrdinalIgnoreCase)
        && (host.Port ?? DefaultPort(origin)) == origin.Port;

    private static int DefaultPort(Uri origin) => origin.Scheme == Uri.UriSchemeHttps ? 443 : 80;
}
