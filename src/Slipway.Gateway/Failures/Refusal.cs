using Grpc.Core;

namespace Slipway.Gateway.Failures;

/// <summary>Why the gateway itself answers a request that was for a model.</summary>
/// <param name="Http">The status over REST.</param>
/// <param name="Grpc">The status over gRPC.</param>
/// <param name="Message">For the caller: what, where, and what to do.</param>
/// <param name="RetryAfter">When it may be tried again; null where that makes no sense.</param>
internal sealed record Refusal(int Http, StatusCode Grpc, string Message, TimeSpan? RetryAfter = null)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static Refusal NotFound(string message) => new(StatusCodes.Status404NotFound, StatusCode.NotFound, message);

    public static Refusal Invalid(string message) =>
        new(StatusCodes.Status400BadRequest, StatusCode.InvalidArgument, message);

    public static Refusal TooLarge(string message) =>
        new(StatusCodes.Status413PayloadTooLarge, StatusCode.ResourceExhausted, message);

    public static Refusal Unsupported(string message) =>
        new(StatusCodes.Status501NotImplemented, StatusCode.Unimplemented, message);

    /// <summary>What model servers say where management is off, in the form that Triton's clients read.</summary>
    public static Refusal NotHere(string message) =>
        new(StatusCodes.Status400BadRequest, StatusCode.FailedPrecondition, message);

    public static Refusal Unavailable(string message) =>
        new(StatusCodes.Status503ServiceUnavailable, StatusCode.Unavailable, message, Soon);

    public static Refusal BadGateway(string message) =>
        new(StatusCodes.Status502BadGateway, StatusCode.Unavailable, message, Soon);

    public static Refusal TimedOut(string message) =>
        new(StatusCodes.Status504GatewayTimeout, StatusCode.DeadlineExceeded, message);
}
