using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;

namespace Slipway.Simulation;

/// <summary>One release from its start to its verdict, a second at a time, with the policy's defaults.</summary>
internal sealed class SimulatedRelease
{
    private const int StartSeconds = 5;
    private const int CrashesToGiveUp = 3;
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Scenario _scenario;
    private readonly RolloutConfig _config;
    private readonly Chance _chance;
    private readonly Revision _stable;
    private readonly Revision _candidate;
    private readonly Revision _copies;
    private readonly RevisionCounts _before;
    private long _compared;
    private long _agreed;
    private long _suffered;
    private int _crashes;
    private int _readyAt = StartSeconds;
    private double _livesUntil;

    public SimulatedRelease(Scenario scenario, RolloutStrategy strategy, ulong seed)
    {
        (_scenario, _chance) = (scenario, new Chance(seed));
        _config = new RolloutConfig { Strategy = strategy };
        if (scenario.Compares)
            _config.Gates.Agreement = new AgreementGate();
        _stable = new Revision(Scenario.UsualFailures, Latencies.Usual, _scenario.Run);
        (_candidate, _copies) = (Candidate(), Candidate());
        _before = Before();
        _livesUntil = NextCrash(StartSeconds);

        Revision Candidate() => new(scenario.Failures, scenario.Latencies, scenario.Run);
    }

    public Outcome Run()
    {
        var state = RolloutPolicy.Begin(_config, 1, 2, Start);
        var trafficAt = -1;
        for (var second = 0; ; second++)
        {
            var decision = RolloutPolicy.Decide(_config, state, See(second), Start.AddSeconds(second));
            state = decision.State;
            if (state.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack or RolloutPhase.Paused)
                return new Outcome(
                    state.Phase,
                    state.Reason!,
                    _candidate.Counts.Requests + _copies.Counts.Requests,
                    trafficAt < 0 ? 0 : second - trafficAt,
                    _suffered
                );
            if (trafficAt < 0 && decision.Weight + decision.Mirror > 0)
                trafficAt = second;
            Second(decision, second, trafficAt < 0 ? 0 : second - trafficAt);
        }
    }

    private RolloutObservation See(int second)
    {
        if (second >= _livesUntil)
        {
            // Back off and start again.
            _crashes++;
            _readyAt = second + StartSeconds;
            _livesUntil = NextCrash(_readyAt);
        }

        return new RolloutObservation
        {
            Candidate =
                _crashes >= CrashesToGiveUp ? CandidateHealth.Broken
                : second < _readyAt ? CandidateHealth.Pending
                : CandidateHealth.Ready,
            Why = "it ends again and again",
            Ends = _crashes,
            Golden = new GoldenResult { Asked = 0 },
            Before = _before,
            Counts = new RolloutCounts
            {
                Stable = _stable.Snapshot(),
                Candidate = _candidate.Snapshot(),
                Mirror = Mirror(),
            },
        };
    }

    private void Second(RolloutDecision decision, int second, int sinceTraffic)
    {
        var more = sinceTraffic is >= 40 and < 70 ? _scenario.Incident : 0;
        var stable = _chance.Poisson(_scenario.Rate * (1 - decision.Weight));
        _stable.Answer(stable, more, _chance);
        var candidate = _chance.Poisson(_scenario.Rate * decision.Weight);
        var failed = _candidate.Answer(candidate, more, _chance);
        Copy(stable, decision.Mirror, more);
        _suffered +=
            _scenario.Wrong > 0 ? Hits(candidate, _scenario.Wrong)
            : _scenario.Failures > Scenario.UsualFailures ? failed
            : _scenario.Latencies != Latencies.Usual && !_scenario.Good ? candidate
            : 0;
        // What was in flight as the replica died: a fifth of a second's requests.
        if (_scenario.Lives > 0 && _livesUntil < second + 1)
            _suffered += _chance.Poisson(candidate / 5.0);
    }

    private void Copy(int requests, double share, double more)
    {
        var copies = Hits(requests, share);
        var failed = _copies.Answer(copies, more, _chance);
        _compared += copies - failed;
        _agreed += copies - failed - Hits(copies - failed, Scenario.UsualDisagreement + _scenario.Wrong);
    }

    private int Hits(int trials, double probability)
    {
        var hits = 0;
        for (var i = 0; i < trials && probability > 0; i++)
        {
            hits += _chance.Is(probability) ? 1 : 0;
        }

        return hits;
    }

    private RevisionCounts Before()
    {
        var old = new Revision(Scenario.UsualFailures, Latencies.Usual, _scenario.Run);
        old.Answer(_chance.Poisson(_scenario.Rate * 300), 0, _chance);
        return old.Snapshot();
    }

    private double NextCrash(int ready) =>
        _scenario.Lives > 0 ? ready + _chance.Exponential(_scenario.Lives) : double.PositiveInfinity;

    private MirrorCounts Mirror()
    {
        var copies = _copies.Snapshot();
        return new MirrorCounts
        {
            Requests = copies.Requests,
            Failures = copies.Failures,
            Latency = copies.Latency,
            Compared = _compared,
            Agreed = _agreed,
        };
    }

    /// <summary>Counts as a gateway keeps them.</summary>
    private sealed class Revision(double failures, Latencies latencies, int run)
    {
        private bool _changed;
        private int _toFail;

        public RevisionCounts Counts { get; private set; } = new();

        /// <returns>How many failed.</returns>
        public int Answer(int requests, double more, Chance chance)
        {
            if (requests == 0)
                return 0;
            // What was handed out stays as it was.
            if (!_changed)
                Counts = Counts with { Latency = new LatencyCounts { Counts = new(Counts.Latency.Counts) } };
            _changed = true;
            var failed = 0;
            for (var i = 0; i < requests; i++)
            {
                if (_toFail == 0 && chance.Is((failures + more) / run))
                    _toFail = run;
                if (_toFail > 0)
                {
                    _toFail--;
                    failed++;
                    continue;
                }

                var bucket = latencies.Draw(chance);
                Counts.Latency.Counts[bucket] = Counts.Latency.Counts.GetValueOrDefault(bucket) + 1;
            }

            Counts.Requests += requests;
            Counts.Failures += failed;
            return failed;
        }

        public RevisionCounts Snapshot()
        {
            _changed = false;
            return Counts;
        }
    }
}

/// <summary>How a simulated release ended.</summary>
/// <param name="Phase">Promoted, RolledBack, or Paused where it came to no verdict.</param>
/// <param name="Reason">The policy's.</param>
/// <param name="Requests">That the candidate answered, copies included.</param>
/// <param name="Seconds">From its first request to the verdict.</param>
/// <param name="Suffered">Callers' requests that the candidate failed, answered wrongly or answered late.</param>
internal sealed record Outcome(RolloutPhase Phase, string Reason, long Requests, int Seconds, long Suffered);
