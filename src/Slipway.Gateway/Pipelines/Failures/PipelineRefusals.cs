using Grpc.Core;
using Slipway.Errors;
using Slipway.Gateway.Failures;

namespace Slipway.Gateway.Pipelines.Failures;

/// <summary>Failures as the protocols tell them: the one table from the status of HTTP to that of gRPC.</summary>
internal static class PipelineRefusals
{
    public static Refusal Of(PipelineFailure failure) =>
        new(failure.Status, GrpcOf(failure.Status), failure.Message, failure.RetryAfter);

    /// <summary>Of what reads and writes tensors, and of graphs that are none.</summary>
    public static PipelineFailure Of(ServingException failure) =>
        new(
            failure.Code switch
            {
                ServingErrorCode.InvalidArgument => StatusCodes.Status400BadRequest,
                ServingErrorCode.TooLarge => StatusCodes.Status413PayloadTooLarge,
                ServingErrorCode.Unsupported => StatusCodes.Status501NotImplemented,
                _ => StatusCodes.Status500InternalServerError,
            },
            failure.Message,
            failure
        );

    private static StatusCode GrpcOf(int status) =>
        status switch
        {
            StatusCodes.Status400BadRequest => StatusCode.InvalidArgument,
            StatusCodes.Status404NotFound => StatusCode.NotFound,
            StatusCodes.Status408RequestTimeout or StatusCodes.Status504GatewayTimeout => StatusCode.DeadlineExceeded,
            StatusCodes.Status413PayloadTooLarge => StatusCode.ResourceExhausted,
            StatusCodes.Status405MethodNotAllowed
            or StatusCodes.Status415UnsupportedMediaType
            or StatusCodes.Status501NotImplemented => StatusCode.Unimplemented,
            StatusCodes.Status503ServiceUnavailable => StatusCode.Unavailable,
            _ => StatusCode.Internal,
        };
}
