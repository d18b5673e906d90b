using System.Net;
using System.Net.Sockets;

namespace Slipway.Gateway.Hosting;

/// <summary>Where a gateway is controlled: a socket of the file system, or a port of this machine's own.</summary>
internal static class ControlAddress
{
    private const string Unix = "unix:";

    /// <returns>Null where it is neither, or would be reached from elsewhere.</returns>
    public static EndPoint? Parse(string text)
    {
        if (text.StartsWith(Unix, StringComparison.Ordinal))
            return text.Length > Unix.Length + 1 && text[Unix.Length] == '/'
                ? new UnixDomainSocketEndPoint(text[Unix.Length..])
                : null;
        return IPEndPoint.TryParse(text, out var address) && IPAddress.IsLoopback(address.Address) ? address : null;
    }
}
