namespace Slipway.Serving.Telemetry;

/// <summary>Which requests are traced (Triton's "Trace Extension"). Immutable.</summary>
/// <param name="Timestamps">Whether any is.</param>
/// <param name="Rate">One in how many; at least 1 where requests are traced.</param>
/// <param name="Count">How many more; -1 for no end.</param>
/// <param name="LogFrequency">Traces in each file; 0 for one file when the server stops.</param>
public sealed record TraceSettings(bool Timestamps, uint Rate, int Count, uint LogFrequency)
{
    /// <summary>The level that traces; the other one is OFF.</summary>
    public const string TimestampsLevel = "TIMESTAMPS";

    /// <summary>To begin with where there is a file: nothing, as from Triton.</summary>
    public static TraceSettings ForFile { get; } = new(Timestamps: false, Rate: 1000, Count: -1, LogFrequency: 0);

    /// <summary>To begin with where there are listeners: everything, theirs to sample.</summary>
    public static TraceSettings ForSpans { get; } = new(Timestamps: true, Rate: 1, Count: -1, LogFrequency: 0);

    internal TraceSettings With(TraceOverrides overrides) =>
        new(
            overrides.Timestamps ?? Timestamps,
            overrides.Rate ?? Rate,
            overrides.Count ?? Count,
            overrides.LogFrequency ?? LogFrequency
        );
}
