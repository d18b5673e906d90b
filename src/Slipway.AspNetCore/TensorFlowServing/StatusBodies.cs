using System.Globalization;
using Slipway.Errors;
using Slipway.Serving.Lifecycle;

namespace Slipway.AspNetCore.TensorFlowServing;

/// <summary>TensorFlow Serving's <c>GetModelStatusResponse</c> together with KServe V1's "Model Ready".</summary>
internal sealed record ModelStatusBody(IReadOnlyList<VersionStatusBody> ModelVersionStatus, string Name, bool Ready);

/// <summary>TensorFlow Serving's <c>ModelVersionStatus</c>; protobuf's JSON writes 64-bit integers as text.</summary>
internal sealed record VersionStatusBody(string Version, string State, StatusBody Status)
{
    public static VersionStatusBody From(ModelStatus status) =>
        new(
            status.Version.ToString(CultureInfo.InvariantCulture),
            status.State.ToString().ToUpperInvariant(),
            status.Error is { } error ? new StatusBody(Code(error.Code), error.Message) : new StatusBody("OK", "")
        );

    /// <summary>The name of the code in TensorFlow's <c>error_codes.proto</c>.</summary>
    private static string Code(ServingErrorCode code) =>
        code switch
        {
            ServingErrorCode.InvalidArgument or ServingErrorCode.TooLarge => "INVALID_ARGUMENT",
            ServingErrorCode.NotFound => "NOT_FOUND",
            ServingErrorCode.AlreadyExists => "ALREADY_EXISTS",
            ServingErrorCode.Unsupported => "UNIMPLEMENTED",
            ServingErrorCode.Unavailable => "UNAVAILABLE",
            ServingErrorCode.ResourceExhausted => "RESOURCE_EXHAUSTED",
            ServingErrorCode.DeadlineExceeded => "DEADLINE_EXCEEDED",
            ServingErrorCode.Cancelled => "CANCELLED",
            ServingErrorCode.FailedPrecondition => "FAILED_PRECONDITION",
            ServingErrorCode.Internal => "INTERNAL",
            _ => "UNKNOWN",
        };
}

/// <summary>TensorFlow Serving's <c>StatusProto</c>.</summary>
internal sealed record StatusBody(string ErrorCode, string ErrorMessage);
