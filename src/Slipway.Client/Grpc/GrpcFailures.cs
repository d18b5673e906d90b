using System.Globalization;
using System.Net.Sockets;
using Grpc.Core;
using Slipway.Client.Resilience;
using Slipway.Errors;

namespace Slipway.Client.Grpc;

/// <summary>Turns a status other than OK into the failure that it reports.</summary>
internal static class GrpcFailures
{
    // gRPC's own retry design (A6) and what an HTTP proxy in front may add.
    private const string Pushback = "grpc-retry-pushback-ms";
    private const string RetryAfter = "retry-after";

    public static ServingException From(Uri address, string what, RpcException failure)
    {
        // Set where the failure is local: no server has answered.
        switch (failure.Status.DebugException)
        {
            case HttpRequestException http:
                return ConnectionFailures.From(address, http);
            case IOException io:
                return ConnectionFailures.From(address, io);
            case SocketException socket:
                return ConnectionFailures.From(
                    address,
                    new HttpRequestException(HttpRequestError.ConnectionError, socket.Message, socket)
                );
        }

        var message = failure.Status.Detail is { Length: > 0 } detail
            ? detail
            : $"{what} failed at {address} with gRPC status {failure.StatusCode} and no message.";
        return new ServingException(CodeOf(failure.StatusCode), message, failure)
        {
            RetryAfter = Wait(failure.Trailers),
        };
    }

    public static ServingErrorCode CodeOf(StatusCode status) =>
        status switch
        {
            StatusCode.InvalidArgument or StatusCode.OutOfRange => ServingErrorCode.InvalidArgument,
            StatusCode.NotFound => ServingErrorCode.NotFound,
            StatusCode.AlreadyExists => ServingErrorCode.AlreadyExists,
            StatusCode.Unimplemented => ServingErrorCode.Unsupported,
            StatusCode.Unavailable => ServingErrorCode.Unavailable,
            StatusCode.ResourceExhausted => ServingErrorCode.ResourceExhausted,
            StatusCode.DeadlineExceeded => ServingErrorCode.DeadlineExceeded,
            StatusCode.Cancelled or StatusCode.Aborted => ServingErrorCode.Cancelled,
            StatusCode.FailedPrecondition or StatusCode.Unauthenticated or StatusCode.PermissionDenied =>
                ServingErrorCode.FailedPrecondition,
            StatusCode.Internal or StatusCode.DataLoss => ServingErrorCode.Internal,
            _ => ServingErrorCode.Unknown,
        };

    private static TimeSpan? Wait(Metadata trailers)
    {
        if (Number(trailers, Pushback) is { } milliseconds)
            return TimeSpan.FromMilliseconds(milliseconds);
        return Number(trailers, RetryAfter) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private static int? Number(Metadata trailers, string name) =>
        int.TryParse(trailers.GetValue(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
