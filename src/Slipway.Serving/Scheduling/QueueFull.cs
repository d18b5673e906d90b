using Slipway.Errors;

namespace Slipway.Serving.Scheduling;

/// <summary>What a full queue says; the same of every scheduler.</summary>
internal static class QueueFull
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <param name="modelName">The model.</param>
    /// <param name="maxQueue">Requests that wait.</param>
    /// <param name="retryAfter">When there will be room; default: a second.</param>
    public static ServingException Error(string modelName, int maxQueue, TimeSpan? retryAfter = null) =>
        new(
            ServingErrorCode.ResourceExhausted,
            $"Model '{modelName}' is at capacity: {maxQueue} requests are waiting already. Try again later."
        )
        {
            Reason = "queue-full",
            RetryAfter = retryAfter is { } wait && wait > Shortest ? wait : TimeSpan.FromSeconds(1),
        };
}
