using Slipway.Errors;

namespace Slipway.Serving.Scheduling;

/// <summary>What a full queue says; the same of every scheduler.</summary>
internal static class QueueFull
{
    public static ServingException Error(string modelName, int maxQueue) =>
        new(
            ServingErrorCode.ResourceExhausted,
            $"Model '{modelName}' is at capacity: {maxQueue} requests are waiting already. Try again later."
        )
        {
            Reason = "queue-full",
            RetryAfter = TimeSpan.FromSeconds(1),
        };
}
