using System.Text.Json.Serialization;

namespace Slipway.Deployment.Rollouts;

/// <summary>What a gate has seen and what it thinks of it.</summary>
public sealed record GateReading
{
    /// <summary><c>error-rate</c>, <c>latency-p95</c>, <c>agreement</c>, <c>golden</c>.</summary>
    public required string Gate { get; init; }

    public required GateVerdict Verdict { get; init; }

    /// <summary>What was seen is out of tolerance, though it may be chance still.</summary>
    public bool Suspect { get; init; }

    /// <summary>In a sentence with the figures: <c>10 % of 250 requests failed (surely over 5 %), against 0.1 % of …</c>.</summary>
    public required string Text { get; init; }

    /// <summary>The new revision's figure; null where there is none yet. Its unit is the gate's: a part, or seconds.</summary>
    public double? Candidate { get; init; }

    /// <summary>The old revision's.</summary>
    public double? Stable { get; init; }

    /// <summary>Requests, or pairs, of the new revision that it rests on.</summary>
    public long Samples { get; init; }
}

/// <summary>What a gate thinks.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<GateVerdict>))]
public enum GateVerdict
{
    /// <summary>Too little was seen.</summary>
    Undecided = 0,

    /// <summary>Within tolerance, and enough was seen that a violation of practical size would have shown.</summary>
    Passed,

    /// <summary>It is shown to be out of tolerance.</summary>
    Failed,
}
