using Slipway.Inference;

namespace Slipway.Serving.Telemetry;

/// <summary>A traced request that has ended. Times are Stopwatch ticks.</summary>
/// <param name="Model">The model asked for.</param>
/// <param name="Version">The version that took it; null where none did.</param>
/// <param name="RequestId">The caller's own identifier.</param>
/// <param name="Started">When it was handed to the engine.</param>
/// <param name="Queued">When it went to the scheduler; 0 where it never did.</param>
/// <param name="Timings">Null where it failed.</param>
/// <param name="Ended">When its answer was there.</param>
/// <param name="LogFrequency">Of the settings that it was picked by.</param>
/// <param name="IsLast">Whether those settings will pick no other.</param>
internal sealed record TraceRecord(
    string Model,
    string? Version,
    string? RequestId,
    long Started,
    long Queued,
    InferenceTimings? Timings,
    long Ended,
    uint LogFrequency,
    bool IsLast
);
