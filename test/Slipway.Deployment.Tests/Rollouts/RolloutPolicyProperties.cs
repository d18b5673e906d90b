using System.Text.Json;
using CsCheck;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Deployment.Traffic;

namespace Slipway.Deployment.Tests.Rollouts;

/// <summary>What holds of every release, whatever is configured, seen and ordered.</summary>
public sealed class RolloutPolicyProperties
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<GatesConfig> Gates = Gen.Select(
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        Gen.Bool,
        (errors, latency, agreement, golden) =>
            new GatesConfig
            {
                ErrorRate = errors ? new() : null,
                Latency = latency ? new() : null,
                Agreement = agreement ? new() { Sample = 0.5 } : null,
                Golden = golden,
            }
    );

    // Also steps that no manifest would be let pass with.
    private static readonly Gen<RolloutConfig> Config = Gen.Select(
        Gen.Enum<RolloutStrategy>(),
        Gen.OneOf(Gen.Double[0, 100], Gen.Double[-50, 500], Gen.Const(double.NaN)).Array[0, 4],
        Gen.Int[0, 20],
        Gen.Int[0, 60],
        Gen.Int[0, 300],
        Gen.Enum<UndecidedAction>(),
        Gates,
        (strategy, steps, time, timeout, requests, undecided, gates) =>
            new RolloutConfig
            {
                Strategy = strategy,
                Steps = [.. steps],
                StepTime = TimeSpan.FromSeconds(time),
                StepTimeout = TimeSpan.FromSeconds(timeout),
                MinimumRequests = requests,
                Undecided = undecided,
                Gates = gates,
            }
    );

    private static readonly Gen<Second> AnySecond = Gen.Select(
        Gen.Frequency(
            (1, Gen.Const(CandidateHealth.Pending)),
            (1, Gen.Const(CandidateHealth.Asleep)),
            (12, Gen.Const(CandidateHealth.Ready))
        ),
        Gen.Frequency((1, Gen.Const(true)), (60, Gen.Const(false))),
        Gen.Int[0, 60],
        Gen.Double[0, 0.3],
        Gen.Int[5, 120],
        Gen.Frequency(
            (60, Gen.Const((RolloutOrder?)null)),
            (1, Gen.Enum<RolloutOrder>().Select(order => (RolloutOrder?)order))
        ),
        Gen.Frequency(
            (1, Gen.Const((GoldenResult?)null)),
            (12, Gen.Const((GoldenResult?)new GoldenResult { Asked = 1 })),
            (1, Gen.Const((GoldenResult?)new GoldenResult { Asked = 1, Failure = "a: label is missing" }))
        ),
        (health, broken, requests, failures, latency, order, golden) =>
            new Second(broken ? CandidateHealth.Broken : health, requests, failures, latency, order, golden)
    );

    private static readonly Gen<int?> Stable = Gen.Frequency((5, Gen.Const((int?)3)), (1, Gen.Const((int?)null)));

    [Fact]
    public void Decide_Anything_KeepsPartsOfTrafficAndItsPromises() =>
        Gen.Select(Config, Stable, AnySecond.Array[1, 150])
            .Sample(
                (config, stable, seconds) =>
                {
                    var ordered = false;
                    var before = RolloutPolicy.Begin(config, stable, 4, Start);
                    foreach (var (decision, seen, _) in Run(config, stable, seconds))
                    {
                        var state = decision.State;
                        decision.Weight.Should().BeInRange(0, 1);
                        decision.Mirror.Should().BeInRange(0, 1);
                        ordered |= seen.Order is RolloutOrder.Promote;
                        if (state.Phase is RolloutPhase.Promoted && !ordered)
                            state.Gates.Should().NotContain(gate => gate.Verdict == GateVerdict.Failed);
                        if (decision.Weight > 0 && config.Gates.Golden && !ordered)
                            state
                                .Gates.Should()
                                .Contain(gate => gate.Gate == "golden" && gate.Verdict == GateVerdict.Passed);
                        if (decision.Weight < 1 || decision.Mirror > 0)
                            decision.RunStable.Should().Be(stable is not null);
                        if (before.Phase is RolloutPhase.Promoted or RolloutPhase.RolledBack)
                            state.Should().Be(before, "what has ended has ended");
                        else if (seen.Order is RolloutOrder.Rollback)
                            (state.Phase, decision.Weight).Should().Be((RolloutPhase.RolledBack, 0));
                        before = state;
                    }
                },
                iter: 500
            );

    [Fact]
    public void Decide_SameObservationsAndAStateKeptAndReadAgain_DecidesTheSame() =>
        Gen.Select(Config, Stable, AnySecond.Array[1, 120], Gen.Int[0, 120])
            .Sample(
                (config, stable, seconds, at) =>
                {
                    var one = Run(config, stable, seconds).Select(step => Json(step.Decision));
                    Run(config, stable, seconds, at).Select(step => Json(step.Decision)).Should().Equal(one);
                },
                iter: 100
            );

    [Fact]
    public void Decide_ReadyAndNobodyMeddles_ComesToAnEnd() =>
        Gen.Select(Config, AnySecond.Array[400, 400])
            .Sample(
                (config, seconds) =>
                {
                    // 5 stages at most, of 60 seconds each at most.
                    var quiet = seconds.Select(second =>
                        second with
                        {
                            Health = CandidateHealth.Ready,
                            Order = null,
                            Golden = second.Golden ?? new() { Asked = 0 },
                        }
                    );
                    RolloutPhase[] ends =
                        config.Undecided is UndecidedAction.Pause
                            ? [RolloutPhase.Promoted, RolloutPhase.RolledBack, RolloutPhase.Paused]
                            : [RolloutPhase.Promoted, RolloutPhase.RolledBack];
                    ends.Should().Contain(Run(config, 3, [.. quiet]).Last().Decision.State.Phase);
                },
                iter: 60
            );

    [Fact]
    public void Decide_RollbackAtAnyTime_LeavesAllToTheStableRevision() =>
        Gen.Select(Config, AnySecond.Array[1, 100])
            .Sample(
                (config, seconds) =>
                {
                    var before = seconds.Select(second => second with { Order = null }).ToList();
                    var ended = Run(config, 3, [.. before]).Last().Decision.State.Phase is RolloutPhase.Promoted;
                    var last = Run(config, 3, [.. before, before[^1] with { Order = RolloutOrder.Rollback }])
                        .Last()
                        .Decision;
                    if (!ended)
                        (last.State.Phase, last.Weight, last.RunStable).Should().Be((RolloutPhase.RolledBack, 0, true));
                },
                iter: 200
            );

    // Decisions one after the other; at one of them the state is written down and read again first.
    private static IEnumerable<(RolloutDecision Decision, RolloutObservation Seen, DateTimeOffset Now)> Run(
        RolloutConfig config,
        int? stable,
        Second[] seconds,
        int rewriteAt = -1
    )
    {
        var state = RolloutPolicy.Begin(config, stable, 4, Start);
        var counts = new RolloutCounts();
        for (var i = 0; i < seconds.Length; i++)
        {
            var now = Start.AddSeconds(i);
            if (i == rewriteAt)
                state = JsonSerializer.Deserialize(
                    JsonSerializer.Serialize(state, DeploymentJson.Default.RolloutState),
                    DeploymentJson.Default.RolloutState
                )!;
            var second = seconds[i];
            var seen = new RolloutObservation
            {
                Candidate = second.Health,
                Golden = second.Golden,
                Order = second.Order,
                Counts = counts,
                Before = Release.Of(500, 1, TimeSpan.FromMilliseconds(20)),
            };
            var decision = RolloutPolicy.Decide(config, state, seen, now);
            state = decision.State;
            yield return (decision, seen, now);
            counts = second.After(counts, decision);
        }
    }

    private static string Json(RolloutDecision decision) =>
        JsonSerializer.Serialize(decision, DeploymentJson.Default.RolloutDecision);

    private sealed record Second(
        CandidateHealth Health,
        int Requests,
        double Failures,
        int Latency,
        RolloutOrder? Order,
        GoldenResult? Golden
    )
    {
        public RolloutCounts After(RolloutCounts counts, RolloutDecision decision)
        {
            var mine = (long)(Requests * decision.Weight);
            var copies = (long)((Requests - mine) * decision.Mirror);
            var copied = Release.Of(copies, (long)(copies * Failures), TimeSpan.FromMilliseconds(Latency));
            return new RolloutCounts
            {
                Stable = counts.Stable.Plus(Release.Of(Requests - mine, 0, TimeSpan.FromMilliseconds(20))),
                Candidate = counts.Candidate.Plus(
                    Release.Of(mine, (long)(mine * Failures), TimeSpan.FromMilliseconds(Latency))
                ),
                Mirror = counts.Mirror.Plus(
                    new MirrorCounts
                    {
                        Requests = copied.Requests,
                        Failures = copied.Failures,
                        Latency = copied.Latency,
                        Compared = copies,
                        Agreed = copies - copied.Failures,
                    }
                ),
            };
        }
    }
}
