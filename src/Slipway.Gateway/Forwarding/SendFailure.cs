namespace Slipway.Gateway.Forwarding;

/// <summary>Why an attempt gave no answer to pass on.</summary>
internal enum SendFailure
{
    /// <summary>No connection came about: the replica knows nothing of the request.</summary>
    NotReached = 0,

    /// <summary>The connection broke before an answer began: what the replica has done nobody knows.</summary>
    Broken,

    /// <summary>The replica said that it cannot now: 503, or gRPC's UNAVAILABLE.</summary>
    Unavailable,
}

internal static class SendFailures
{
    private const string GrpcStatus = "grpc-status";
    private const string GrpcUnavailable = "14";

    public static SendFailure Of(Exception failure) =>
        failure switch
        {
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.SecureConnectionError
            } => SendFailure.NotReached,
            // The handler's own time-out for connections.
            OperationCanceledException { InnerException: TimeoutException } => SendFailure.NotReached,
            _ => SendFailure.Broken,
        };

    /// <summary>It may be asked of another replica, nothing of an answer having come. In gRPC that is a call that ended with its headers.</summary>
    public static bool IsUnavailable(HttpResponseMessage response) =>
        response.StatusCode == System.Net.HttpStatusCode.ServiceUnavailable
        || (
            response.Headers.NonValidated.TryGetValues(GrpcStatus, out var status)
            && status.ToString() == GrpcUnavailable
        );
}
