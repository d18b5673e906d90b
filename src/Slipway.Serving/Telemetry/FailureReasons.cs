using Slipway.Errors;
using Slipway.Serving.Lifecycle;

namespace Slipway.Serving.Telemetry;

/// <summary>Divides failures into Triton's reasons.</summary>
internal static class FailureReasons
{
    /// <param name="error">What was thrown.</param>
    /// <param name="scheduled">Whether the request had been found fit and given to the scheduler.</param>
    public static FailureReason Of(Exception error, bool scheduled) =>
        error switch
        {
            OperationCanceledException => FailureReason.Canceled,
            ServingException { Code: ServingErrorCode.Cancelled } => FailureReason.Canceled,
            _ when !scheduled => FailureReason.Other,
            ServingException { Code: ServingErrorCode.ResourceExhausted or ServingErrorCode.DeadlineExceeded } =>
                FailureReason.Rejected,
            _ => FailureReason.Backend,
        };
}
