using Grpc.Core;
using Slipway.Errors;

namespace Slipway.AspNetCore.Grpc;

/// <summary>The gRPC status of each failure.</summary>
internal static class GrpcStatusTable
{
    public static StatusCode StatusOf(ServingErrorCode code) =>
        code switch
        {
            ServingErrorCode.InvalidArgument => StatusCode.InvalidArgument,
            ServingErrorCode.NotFound => StatusCode.NotFound,
            ServingErrorCode.AlreadyExists => StatusCode.AlreadyExists,
            ServingErrorCode.Unsupported => StatusCode.Unimplemented,
            ServingErrorCode.Unavailable => StatusCode.Unavailable,
            ServingErrorCode.ResourceExhausted or ServingErrorCode.TooLarge => StatusCode.ResourceExhausted,
            ServingErrorCode.DeadlineExceeded => StatusCode.DeadlineExceeded,
            ServingErrorCode.Cancelled => StatusCode.Cancelled,
            ServingErrorCode.FailedPrecondition => StatusCode.FailedPrecondition,
            ServingErrorCode.Unknown => StatusCode.Unknown,
            _ => StatusCode.Internal,
        };
}
