namespace Slipway.Serving.Telemetry;

/// <summary>What a model, or the server as a whole, has set itself; null leaves it to what is above. Immutable.</summary>
internal sealed record TraceOverrides(
    bool? Timestamps = null,
    uint? Rate = null,
    int? Count = null,
    uint? LogFrequency = null
)
{
    public static TraceOverrides None { get; } = new();
}
