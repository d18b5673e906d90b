using Grpc.Core;
using Slipway.Errors;

namespace Slipway.AspNetCore.Grpc;

/// <summary>The gRPC status of each failure, by protocol; one test holds all tables.</summary>
internal static class GrpcStatusTable
{
    /// <summary>Open Inference, as from Triton.</summary>
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

    /// <summary>
    /// TensorFlow Serving. A full queue is UNAVAILABLE there, which its clients try again; a body over the limit stays
    /// RESOURCE_EXHAUSTED, gRPC's own answer.
    /// </summary>
    public static StatusCode TensorFlowServing(ServingErrorCode code) =>
        code == ServingErrorCode.ResourceExhausted ? StatusCode.Unavailable : StatusOf(code);
}
