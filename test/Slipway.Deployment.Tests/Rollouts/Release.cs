using System.Text.Json;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Tests.Rollouts;

/// <summary>A release under a clock of its own, with traffic that is as even as whole numbers allow.</summary>
internal sealed class Release
{
    private RolloutState _state;
    private double _stable;
    private double _candidate;
    private double _copies;

    public Release(RolloutConfig config, int? stable = 3)
    {
        Config = config;
        _state = RolloutPolicy.Begin(config, stable, 4, Now);
    }

    public RolloutConfig Config { get; set; }

    public DateTimeOffset Now { get; private set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public CandidateHealth Health { get; set; } = CandidateHealth.Ready;

    public string? Why { get; set; }

    public int Ends { get; set; }

    public GoldenResult? Golden { get; set; } = new() { Asked = 2 };

    /// <summary>Requests per second in all.</summary>
    public double Rate { get; set; } = 100;

    /// <summary>Of the candidate's requests.</summary>
    public double FailureRate { get; set; }

    public TimeSpan StableLatency { get; set; } = TimeSpan.FromMilliseconds(20);

    public TimeSpan CandidateLatency { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Of the pairs.</summary>
    public double Disagreement { get; set; }

    public RolloutCounts Counts { get; set; } = new();

    public RevisionCounts Before { get; set; } = Of(6_000, 0, TimeSpan.FromMilliseconds(20));

    public List<RolloutEvent> Events { get; } = [];

    public RolloutDecision Last { get; private set; } = null!;

    public RolloutPhase Phase => Last.State.Phase;

    public static RevisionCounts Of(long requests, long failures, TimeSpan latency) =>
        new()
        {
            Requests = requests,
            Failures = failures,
            Latency = Latencies(requests - failures, latency),
        };

    public RolloutDecision Decide(RolloutOrder? order = null)
    {
        var seen = new RolloutObservation
        {
            Candidate = Health,
            Why = Why,
            Ends = Ends,
            Golden = Golden,
            Counts = Counts,
            Before = Before,
            Order = order,
        };
        Last = RolloutPolicy.Decide(Config, _state, seen, Now);
        _state = Last.State;
        Events.AddRange(Last.Events);
        return Last;
    }

    /// <summary>A second at a time until there is something in the history, or the phase is as asked for.</summary>
    public RolloutDecision Until(RolloutPhase phase, int seconds = 10_000)
    {
        for (var second = 0; second < seconds && Decide().State.Phase != phase; second++)
        {
            Pass();
        }

        Phase.Should().Be(phase, string.Join(Environment.NewLine, Events));
        return Last;
    }

    public RolloutDecision After(TimeSpan time)
    {
        for (var end = Now + time; Now < end; )
        {
            Pass();
            Decide();
        }

        return Last;
    }

    /// <summary>The state as it comes back from where it was kept.</summary>
    public void Restart() =>
        _state = JsonSerializer.Deserialize(
            JsonSerializer.Serialize(_state, DeploymentJson.Default.RolloutState),
            DeploymentJson.Default.RolloutState
        )!;

    private void Pass()
    {
        Now += TimeSpan.FromSeconds(1);
        _candidate += Rate * Last.Weight;
        _stable += Rate * (1 - Last.Weight);
        _copies += Rate * (1 - Last.Weight) * Last.Mirror;
        var copies = (long)_copies;
        Counts = new RolloutCounts
        {
            Stable = Of((long)_stable, 0, StableLatency),
            Candidate = Of((long)_candidate, (long)(_candidate * FailureRate), CandidateLatency),
            Mirror = new MirrorCounts
            {
                Requests = copies,
                Failures = (long)(copies * FailureRate),
                Latency = Latencies(copies, CandidateLatency),
                Compared = copies,
                Agreed = copies - (long)(copies * Disagreement),
                Differences = Disagreement > 0 ? ["label should be 'cat' and is 'dog'"] : [],
            },
        };
    }

    private static LatencyCounts Latencies(long count, TimeSpan latency) =>
        new()
        {
            Counts = count == 0 ? [] : new() { [LatencyCounts.BucketOf(latency)] = count },
            Sum = count * latency.TotalSeconds,
        };
}
