using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Slipway.Errors;

namespace Slipway.AspNetCore.Rest;

/// <summary>
/// The time that a caller gives for an answer over REST, in a header as there is none of the standard: milliseconds in
/// <c>x-request-timeout-ms</c>, or in the one that Envoy, and what is built on it, tells its own time-out with.
/// </summary>
internal sealed class RestDeadline
{
    /// <summary>The header of our own.</summary>
    public const string Header = "x-request-timeout-ms";

    /// <summary>Envoy's.</summary>
    public const string EnvoyHeader = "x-envoy-expected-rq-timeout-ms";

    // Longer than any timer takes, and than anyone waits.
    private const double LongestMs = 40.0 * 24 * 3600 * 1000;

    private RestDeadline(TimeSpan timeout)
    {
        Timeout = timeout;
        At = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
    }

    public TimeSpan Timeout { get; }

    /// <summary>As a timestamp of Stopwatch.</summary>
    public long At { get; }

    /// <summary>Ends where the caller goes; the request's own token ends with its time as well.</summary>
    public CancellationToken Caller { get; init; }

    /// <summary>The deadline that was read of a request; null where it has none.</summary>
    public static long? Of(HttpContext context) => context.Features.Get<RestDeadline>()?.At;

    /// <summary>Ends where the caller of a request goes, whatever its time.</summary>
    public static CancellationToken CallerOf(HttpContext context) =>
        context.Features.Get<RestDeadline>()?.Caller ?? context.RequestAborted;

    /// <summary>What is said where the time is over.</summary>
    public ServingException Passed(Exception reason) =>
        new(
            ServingErrorCode.DeadlineExceeded,
            $"The request was not answered within the {Timeout.TotalMilliseconds:0.###} ms that it was given.",
            reason
        );

    /// <summary>Null where the caller does not say.</summary>
    /// <exception cref="ServingException">InvalidArgument for a time that is none.</exception>
    public static RestDeadline? Read(HttpRequest request)
    {
        var name = Header;
        if (!request.Headers.TryGetValue(name, out var value))
        {
            name = EnvoyHeader;
            if (!request.Headers.TryGetValue(name, out value))
                return null;
        }

        return
            value.Count == 1
            && double.TryParse(
                value[0],
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var milliseconds
            )
            && milliseconds > 0
            ? new RestDeadline(TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestMs)))
            {
                Caller = request.HttpContext.RequestAborted,
            }
            : throw ServingException.InvalidArgument(
                $"The header {name} is '{value}'; it must be a number of milliseconds over 0."
            );
    }
}
