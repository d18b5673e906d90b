namespace Slipway.Gateway.Pipelines.Running;

/// <summary>Ends of times as timestamps of a clock.</summary>
internal static class TimeProviderExtensions
{
    // What is asked with no time left is still asked with some: zero would mean none at all.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    public static long GetTimestampIn(this TimeProvider time, TimeSpan duration) =>
        time.GetTimestamp() + (long)(duration.TotalSeconds * time.TimestampFrequency);

    public static TimeSpan GetTimeLeft(this TimeProvider time, long end)
    {
        var left = time.GetElapsedTime(time.GetTimestamp(), end);
        return left > Least ? left : Least;
    }
}
