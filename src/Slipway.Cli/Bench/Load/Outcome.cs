namespace Slipway.Cli.Bench.Load;

internal enum OutcomeKind
{
    /// <summary>A success of the protocol: 2xx, gRPC's OK.</summary>
    Answered,

    /// <summary>The server had no room: 503, 429, UNAVAILABLE, RESOURCE_EXHAUSTED.</summary>
    Refused,

    /// <summary>Anything else, no answer in time and broken connections included.</summary>
    Failed,
}

/// <summary>How one request ended.</summary>
/// <param name="Kind">What it counts as.</param>
/// <param name="Cause">A few words for people, of a small set; null for an answer.</param>
internal readonly record struct Outcome(OutcomeKind Kind, string? Cause)
{
    public static Outcome Answered => default;

    public static Outcome TimedOut { get; } = Failed("no answer in time");

    public static Outcome OtherLength { get; } = Failed("answer of another length than the first");

    public static Outcome Failed(string cause) => new(OutcomeKind.Failed, cause);

    public static Outcome Refused(string cause) => new(OutcomeKind.Refused, cause);
}
