using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Slipway.Errors;

namespace Slipway.AspNetCore.Grpc;

/// <summary>How a failure is told to a caller; nothing of an unforeseen one's inside gets out.</summary>
internal readonly record struct GrpcFailure(StatusCode Status, string Message, TimeSpan? RetryAfter = null)
{
    /// <param name="failure">What was thrown.</param>
    /// <param name="late">Whether the deadline of the call has passed.</param>
    /// <param name="logger">Gets what callers are told nothing about.</param>
    /// <param name="statusOf">The protocol's table of errors; Open Inference's where it is left out.</param>
    public static GrpcFailure Of(
        Exception failure,
        bool late,
        ILogger logger,
        Func<ServingErrorCode, StatusCode>? statusOf = null
    )
    {
        switch (failure)
        {
            case ServingException known:
                var status = (statusOf ?? GrpcStatusTable.StatusOf)(known.Code);
                return new(status, known.Message, known.RetryAfter);
            case OperationCanceledException when late:
                return new(StatusCode.DeadlineExceeded, "The deadline of the call has passed.");
            case OperationCanceledException or ConnectionResetException:
                return new(StatusCode.Cancelled, "The call was cancelled.");
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } tooLarge:
                return new(StatusCode.ResourceExhausted, tooLarge.Message);
            case BadHttpRequestException bad:
                return new(StatusCode.InvalidArgument, bad.Message);
            default:
                GrpcLog.UnexpectedFailure(logger, failure);
                return new(StatusCode.Internal, "The server failed unexpectedly; its log says why.");
        }
    }
}
