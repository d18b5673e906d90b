using Slipway.Errors;

namespace Slipway.AspNetCore.Errors;

/// <summary>
/// HTTP status of each error code on the Open Inference surface. Triton's clients expect these: invalid argument,
/// already exists, unknown and cancelled are 400. gRPC's table is <c>GrpcStatusTable</c>; one test holds both.
/// </summary>
internal static class HttpStatusTable
{
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
}
