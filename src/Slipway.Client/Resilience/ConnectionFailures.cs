using Slipway.Errors;

namespace Slipway.Client.Resilience;

/// <summary>Failures below the protocol, the same for both transports.</summary>
internal static class ConnectionFailures
{
    public static ServingException From(Uri address, HttpRequestException failure)
    {
        var (reason, message) = failure.HttpRequestError switch
        {
            HttpRequestError.ConnectionError => (
                FailureReasons.ConnectionRefused,
                $"{address} cannot be reached: {Cause(failure)}. Is the server running, and is this its port?"
            ),
            HttpRequestError.NameResolutionError => (
                FailureReasons.ConnectionRefused,
                $"{address} cannot be reached: the host '{address.Host}' is not known. Check its spelling."
            ),
            HttpRequestError.SecureConnectionError => (
                FailureReasons.TlsFailed,
                $"{address} cannot be reached over TLS: {Cause(failure)}. Does the server speak TLS, and is its "
                    + "certificate trusted here?"
            ),
            _ => (FailureReasons.ConnectionLost, Lost(address, Cause(failure))),
        };
        return new ServingException(ServingErrorCode.Unavailable, message, failure) { Reason = reason };
    }

    public static ServingException From(Uri address, IOException failure) =>
        new(ServingErrorCode.Unavailable, Lost(address, Cause(failure)), failure)
        {
            Reason = FailureReasons.ConnectionLost,
        };

    private static string Lost(Uri address, string cause) =>
        $"The connection to {address} broke during the call: {cause}. REST and gRPC have ports of their own; is this "
        + "the right one?";

    private static string Cause(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure.Message.TrimEnd('.');
    }
}
