using System.Net.Sockets;
using System.Security.Authentication;

namespace Slipway.Cli.Bench.Load.Http;

/// <summary>Failures below the protocol, as few words as tell them apart.</summary>
internal static class ConnectionCauses
{
    public static Outcome Outcome(Exception failure) => Load.Outcome.Failed(Cause(failure));

    private static string Cause(Exception failure)
    {
        for (var at = failure; at is not null; at = at.InnerException)
        {
            switch (at)
            {
                case SocketException socket:
                    return Cause(socket.SocketErrorCode);
                case EndOfStreamException:
                    return "connection closed before the answer";
                case AuthenticationException:
                    return $"TLS: {at.Message}";
                case MalformedResponseException:
                    return $"the answer is not HTTP/1.1: {at.Message}";
                case ObjectDisposedException:
                    return "connection closed";
            }
        }

        return failure.Message;
    }

    private static string Cause(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => "connection refused",
            SocketError.ConnectionReset or SocketError.Shutdown => "connection reset",
            SocketError.TimedOut => "connection timed out",
            SocketError.TooManyOpenSockets => "too many open files here; raise 'ulimit -n' or lower --max-in-flight",
            SocketError.AddressNotAvailable => "no free local port",
            _ => $"connection failed: {error}",
        };
}
