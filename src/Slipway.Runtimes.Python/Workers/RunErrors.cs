using Slipway.Errors;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>What goes wrong with a request, as errors.</summary>
internal static class RunErrors
{
    /// <summary>What the model or its worker said.</summary>
    public static ServingException From(string model, string code, string message) =>
        new(CodeOf(code), $"Model '{model}': {message}");

    public static ServingException TooSlow(string model, double seconds) =>
        new(
            ServingErrorCode.DeadlineExceeded,
            $"Model '{model}' took longer than {seconds:0.###} s, which 'request_timeout_seconds' under python: allows; its "
                + "worker was ended and is being replaced."
        )
        {
            Reason = "request-timeout",
        };

    public static ServingException Died(string model, string how) =>
        new(ServingErrorCode.Internal, $"Model '{model}': the Python worker that computed the request {how}")
        {
            Reason = "worker-died",
        };

    public static ServingException Broken(string model, string what) =>
        new(ServingErrorCode.Internal, $"Model '{model}': the Python worker broke the protocol: {what}")
        {
            Reason = "worker-broken",
        };

    public static ServingException NoWorker(string model, string cause, TimeSpan retry) =>
        new(
            ServingErrorCode.Unavailable,
            $"Model '{model}' has no Python worker now, and a new one failed to start: {cause}"
        )
        {
            Reason = "no-worker",
            RetryAfter = retry,
        };

    public static ServingException Restarting(string model) =>
        new(
            ServingErrorCode.Unavailable,
            $"Model '{model}' has no Python worker now: the last one ended, and another is being started."
        )
        {
            Reason = "no-worker",
        };

    private static ServingErrorCode CodeOf(string code) =>
        code switch
        {
            "invalid-argument" => ServingErrorCode.InvalidArgument,
            "not-found" => ServingErrorCode.NotFound,
            "already-exists" => ServingErrorCode.AlreadyExists,
            "unsupported" => ServingErrorCode.Unsupported,
            "unavailable" => ServingErrorCode.Unavailable,
            "cancelled" => ServingErrorCode.Cancelled,
            _ => ServingErrorCode.Internal,
        };
}
