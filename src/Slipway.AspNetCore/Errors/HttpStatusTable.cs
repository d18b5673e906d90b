using Slipway.Errors;

namespace Slipway.AspNetCore.Errors;

/// <summary>
/// HTTP status of each error code on each surface. gRPC's table is <c>GrpcStatusTable</c>; one test holds all.
/// </summary>
internal static class HttpStatusTable
{
    /// <summary>
    /// Triton's clients expect these: invalid argument, already exists, unknown and cancelled are 400.
    /// </summary>
    public static int OpenInference(ServingErrorCode code) =>
        code switch
        {
            ServingErrorCode.InvalidArgument => 400,
            ServingErrorCode.AlreadyExists => 400,
            ServingErrorCode.FailedPrecondition => 400,
            ServingErrorCode.Cancelled => 400,
            ServingErrorCode.Unknown => 400,
            ServingErrorCode.NotFound => 404,
            ServingErrorCode.TooLarge => 413,
            ServingErrorCode.Unsupported => 501,
            ServingErrorCode.Unavailable => 503,
            ServingErrorCode.ResourceExhausted => 503,
            ServingErrorCode.DeadlineExceeded => 504,
            _ => 500,
        };

    /// <summary>
    /// TensorFlow Serving's own, from gRPC's codes. KServe V1 shares its paths and so its statuses. A full queue is
    /// unavailable there; a body over a limit has no code there and keeps its HTTP status.
    /// </summary>
    public static int TensorFlowServing(ServingErrorCode code) =>
        code switch
        {
            ServingErrorCode.InvalidArgument => 400,
            ServingErrorCode.FailedPrecondition => 400,
            ServingErrorCode.NotFound => 404,
            ServingErrorCode.AlreadyExists => 409,
            ServingErrorCode.TooLarge => 413,
            ServingErrorCode.Cancelled => 499,
            ServingErrorCode.Unsupported => 501,
            ServingErrorCode.Unavailable => 503,
            ServingErrorCode.ResourceExhausted => 503,
            ServingErrorCode.DeadlineExceeded => 504,
            _ => 500,
        };
}
