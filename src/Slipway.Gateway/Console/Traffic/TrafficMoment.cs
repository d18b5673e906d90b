namespace Slipway.Gateway.Console.Traffic;

/// <summary>All counts at one time.</summary>
/// <param name="Timestamp">Of the monotonic clock.</param>
/// <param name="At">By the clock on the wall.</param>
/// <param name="Series">By whose they are.</param>
internal sealed record TrafficMoment(
    long Timestamp,
    DateTimeOffset At,
    IReadOnlyDictionary<SeriesKey, TrafficCounts> Series
);
