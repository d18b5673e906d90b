namespace Slipway.Simulation;

/// <summary>A kind of candidate, and what should become of it.</summary>
internal sealed record Scenario
{
    /// <summary>The old revision's part of failures, and the part of pairs that differ where both are as good.</summary>
    public const double UsualFailures = 0.002;
    public const double UsualDisagreement = 0.005;

    public required string Name { get; init; }

    public required bool Good { get; init; }

    /// <summary>What the product promises of: wrong verdicts under 5 %, with every strategy.</summary>
    public bool Promised { get; init; }

    /// <summary>Requests per second in all.</summary>
    public double Rate { get; init; } = 50;

    public double Failures { get; init; } = UsualFailures;

    public Latencies Latencies { get; init; } = Latencies.Usual;

    /// <summary>Answers with status 200 that are wrong; a wrong one never agrees.</summary>
    public double Wrong { get; init; }

    /// <summary>Answers are compared, whatever the strategy; else only by shadow, which always does.</summary>
    public bool Compares { get; init; }

    /// <summary>The mean time, in seconds, that a replica lives; 0 for ever.</summary>
    public double Lives { get; init; }

    /// <summary>Failures of both revisions while something else is broken, from second 40 to 70 after the first request.</summary>
    public double Incident { get; init; }

    /// <summary>Failures come in runs of so many.</summary>
    public int Run { get; init; } = 1;

    /// <summary>All there are, the promised first.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new()
        {
            Name = "identical",
            Good = true,
            Promised = true,
        },
        new()
        {
            Name = "5 % slower",
            Good = true,
            Promised = true,
            Latencies = Latencies.Of((latency, _) => latency * 1.05),
        },
        new()
        {
            Name = "10 % errors",
            Good = false,
            Promised = true,
            Failures = 0.1,
        },
        new()
        {
            Name = "+50 ms",
            Good = false,
            Promised = true,
            Latencies = Latencies.Of((latency, _) => latency + 0.05),
        },
        new()
        {
            Name = "10 % wrong answers",
            Good = false,
            Promised = true,
            Wrong = 0.1,
            Compares = true,
        },
        new()
        {
            Name = "crash loop",
            Good = false,
            Promised = true,
            Lives = 8,
        },
        new()
        {
            Name = "3 % errors",
            Good = false,
            Failures = 0.03,
        },
        new()
        {
            Name = "4 % wrong answers",
            Good = false,
            Wrong = 0.04,
            Compares = true,
        },
        new()
        {
            Name = "one in ten +200 ms",
            Good = false,
            Latencies = Latencies.Of((latency, chance) => chance.Is(0.1) ? latency + 0.2 : latency),
        },
        new()
        {
            Name = "half as slow again",
            Good = false,
            Latencies = Latencies.Of((latency, _) => latency * 1.5),
        },
        new()
        {
            Name = "dies every 20 s or so",
            Good = false,
            Lives = 20,
        },
        new()
        {
            Name = "identical, compared",
            Good = true,
            Compares = true,
        },
        new()
        {
            Name = "identical, 5 requests/s",
            Good = true,
            Rate = 5,
        },
        new()
        {
            Name = "10 % errors, 5 requests/s",
            Good = false,
            Rate = 5,
            Failures = 0.1,
        },
        new()
        {
            Name = "identical, 500 requests/s",
            Good = true,
            Rate = 500,
        },
        new()
        {
            Name = "3 % errors, 500 requests/s",
            Good = false,
            Rate = 500,
            Failures = 0.03,
        },
        new()
        {
            Name = "identical, both fail 5 % for 30 s",
            Good = true,
            Incident = 0.05,
        },
        new()
        {
            Name = "identical, failures in runs of ten",
            Good = true,
            Run = 10,
        },
    ];
}
