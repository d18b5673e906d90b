using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Deployment.Tests.Rollouts;

public sealed class RolloutPolicyTests
{
    private static RolloutConfig Canary => new() { Strategy = RolloutStrategy.Canary };

    [Fact]
    public void Canary_GoodCandidate_GoesThroughItsStepsAndTakesAll()
    {
        var release = new Release(Canary);
        var weights = new List<double>();
        while (release.Decide().State.Phase is not RolloutPhase.Promoted)
        {
            if (weights is [] || weights[^1] != release.Last.Weight)
                weights.Add(release.Last.Weight);
            release.After(TimeSpan.FromSeconds(1));
        }

        weights.Should().Equal(0.05, 0.25, 0.5);
        release.Last.Weight.Should().Be(1);
        release.Last.RunStable.Should().BeFalse();
        release.Events.Select(happened => happened.Kind).Should().Equal("step", "step", "step", "promoted");
        release.Events[0].Message.Should().Be("revision 4 gets 5 % of the traffic (step 1 of 3)");
        release.Events[1].Message.Should().Contain("error-rate: 0 % of 300 requests failed");
        (release.Now - release.Last.State.Began).Should().Be(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void Canary_FailingCandidate_IsRolledBackWithTheFigures()
    {
        var release = new Release(Canary) { FailureRate = 0.1 };
        release.Until(RolloutPhase.RolledBack).Weight.Should().Be(0);
        release.Last.RunStable.Should().BeTrue();
        release.Last.RunCandidate.Should().BeFalse();
        release.Events[^1].Kind.Should().Be("rolled-back");
        release
            .Events[^1]
            .Message.Should()
            .StartWith(
                "revision 4 to revision 3 with 5 % of the traffic (step 1 of 3): error-rate: 10 % of 90 requests failed"
            )
            .And.Contain("against 0 % of the old revision's");
        release.Last.State.Reason.Should().StartWith("error-rate: ");
    }

    [Fact]
    public void Canary_SlowCandidate_IsRolledBack()
    {
        var release = new Release(Canary) { CandidateLatency = TimeSpan.FromMilliseconds(70) };
        release.Until(RolloutPhase.RolledBack);
        release.Last.State.Reason.Should().StartWith("latency-p95: p95 is 74 ms").And.Contain("against 20 ms");
    }

    [Fact]
    public void Canary_FirstAnswersSlow_ArePassedOver()
    {
        var release = new Release(Canary) { CandidateLatency = TimeSpan.FromSeconds(2) };
        release.Decide();
        release.After(TimeSpan.FromSeconds(4)).State.Warm.Should().BeTrue();
        release.CandidateLatency = TimeSpan.FromMilliseconds(20);
        release.Until(RolloutPhase.Promoted);
    }

    [Fact]
    public void Canary_WithAgreement_RollsBackWhatAnswersOtherwise()
    {
        var config = Canary;
        config.Gates.Agreement = new AgreementGate { Sample = 0.3 };
        var release = new Release(config) { Disagreement = 0.2 };
        release.Decide().Mirror.Should().Be(0.3);
        release.Until(RolloutPhase.RolledBack);
        release
            .Last.State.Reason.Should()
            .StartWith("agreement: 8")
            .And.Contain("98 % must (the last that does not: label should be 'cat' and is 'dog')");
    }

    [Fact]
    public void Canary_WithoutTraffic_IsPausedAfterItsTimeoutAndCanBePromoted()
    {
        var release = new Release(Canary) { Rate = 0 };
        release.Until(RolloutPhase.Paused).Weight.Should().Be(0.05);
        (release.Now - release.Last.State.Began).Should().Be(TimeSpan.FromMinutes(30));
        release
            .Last.State.Reason.Should()
            .Be("only 0 of 100 requests were answered in 30m; promote it, roll it back, or resume");
        release.After(TimeSpan.FromHours(2)).State.Phase.Should().Be(RolloutPhase.Paused);
        release.Decide(RolloutOrder.Promote).State.Phase.Should().Be(RolloutPhase.Promoted);
    }

    [Theory]
    [InlineData(UndecidedAction.Promote, RolloutPhase.Promoted)]
    [InlineData(UndecidedAction.Rollback, RolloutPhase.RolledBack)]
    [InlineData(UndecidedAction.Pause, RolloutPhase.Paused)]
    public void Canary_NotJudgedInTime_BecomesWhatIsConfigured(UndecidedAction action, RolloutPhase phase)
    {
        // Over what is tolerated, and not by enough to be shown.
        var config = Canary with
        {
            Undecided = action,
            StepTimeout = TimeSpan.FromMinutes(5),
        };
        new Release(config) { FailureRate = 0.013 }
            .Until(phase)
            .State.Reason.Should()
            .Contain("no verdict in 5m (error-rate: 1.");
    }

    [Fact]
    public void AllAtOnce_GoodCandidate_HasAllWhenReadyAndIsPromotedAfterTheStepTime()
    {
        var release = new Release(new RolloutConfig()) { Health = CandidateHealth.Pending };
        release.Decide().Weight.Should().Be(0);
        release.Health = CandidateHealth.Ready;
        release.Decide().Weight.Should().Be(1);
        release.Last.RunStable.Should().BeTrue();
        release.Until(RolloutPhase.Promoted);
        (release.Now - release.Last.State.Began).Should().Be(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void AllAtOnce_WithoutTraffic_IsPromotedAfterTheStepTime()
    {
        var release = new Release(new RolloutConfig()) { Rate = 0, Before = new() };
        release.Until(RolloutPhase.Promoted);
        (release.Now - release.Last.State.Began).Should().Be(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void AllAtOnce_FailingCandidate_IsRolledBack() =>
        new Release(new RolloutConfig()) { FailureRate = 0.1 }
            .Until(RolloutPhase.RolledBack)
            .State.Reason.Should()
            .StartWith("error-rate");

    [Fact]
    public void AllAtOnce_AllFailAndNothingIsKnownOfTheOld_IsRolledBack() =>
        new Release(new RolloutConfig())
        {
            FailureRate = 1,
            Rate = 1,
            Before = new(),
        }
            .Until(RolloutPhase.RolledBack, 60)
            .State.Reason.Should()
            .Contain("which is taken to have none");

    [Fact]
    public void AllAtOnce_SomethingLooksWrongAtTheStepTime_IsWatchedOn()
    {
        var release = new Release(new RolloutConfig()) { FailureRate = 0.2, Rate = 0.3 };
        release.Decide();
        release.After(TimeSpan.FromMinutes(1)).State.Phase.Should().Be(RolloutPhase.Stepping);
        release.Until(RolloutPhase.RolledBack);
    }

    [Fact]
    public void BlueGreen_GoodCandidate_TakesAllAndIsJudgedByTheTimeBefore()
    {
        var release = new Release(new RolloutConfig { Strategy = RolloutStrategy.BlueGreen });
        release.Decide().Weight.Should().Be(1);
        release.Until(RolloutPhase.Promoted).RunStable.Should().BeFalse();
        release.Last.State.Reason.Should().Contain("against 0 % of the old revision's 6,000");
    }

    [Fact]
    public void BlueGreen_TooFewRequests_WaitsForThem()
    {
        var release = new Release(new RolloutConfig { Strategy = RolloutStrategy.BlueGreen }) { Rate = 1 };
        release.Decide();
        release.After(TimeSpan.FromSeconds(90)).State.Phase.Should().Be(RolloutPhase.Stepping);
        release.Until(RolloutPhase.Promoted);
    }

    [Fact]
    public void BlueGreen_WithAgreement_ComparesCopiesFirst()
    {
        var config = new RolloutConfig { Strategy = RolloutStrategy.BlueGreen };
        config.Gates.Agreement = new AgreementGate();
        var release = new Release(config);
        var first = release.Decide();
        (first.Weight, first.Mirror).Should().Be((0, 0.1));
        release.Until(RolloutPhase.Promoted);
        release
            .Events.Select(happened => happened.Message.Split(',')[0])
            .Take(2)
            .Should()
            .Equal(
                "revision 4 gets copies of 10 % of the requests (step 1 of 2)",
                "revision 4 gets all traffic (step 2 of 2)"
            );
    }

    [Fact]
    public void Shadow_GoodCandidate_GetsCopiesAndThenAll()
    {
        var release = new Release(new RolloutConfig { Strategy = RolloutStrategy.Shadow });
        var first = release.Decide();
        (first.Weight, first.Mirror).Should().Be((0, 1));
        release.Until(RolloutPhase.Promoted).Weight.Should().Be(1);
        release.Last.Mirror.Should().Be(0);
        release.Last.State.Reason.Should().Contain("agreement: 100 % of");
    }

    [Theory]
    [InlineData(0.1, 20, 0, "error-rate")]
    [InlineData(0, 70, 0, "latency-p50")]
    [InlineData(0, 20, 0.1, "agreement")]
    public void Shadow_BadCandidate_NeverGetsTraffic(double failures, int latency, double disagreement, string gate)
    {
        var release = new Release(new RolloutConfig { Strategy = RolloutStrategy.Shadow })
        {
            FailureRate = failures,
            CandidateLatency = TimeSpan.FromMilliseconds(latency),
            Disagreement = disagreement,
        };
        release.Until(RolloutPhase.RolledBack).State.Reason.Should().StartWith(gate);
        release.Counts.Candidate.Requests.Should().Be(0);
    }

    [Fact]
    public void Golden_NotAnsweredYet_HoldsTrafficBack()
    {
        var release = new Release(new RolloutConfig()) { Golden = null };
        release.Decide().AskGolden.Should().BeTrue();
        release.After(TimeSpan.FromMinutes(10)).Weight.Should().Be(0);
        release.Phase.Should().Be(RolloutPhase.Testing);
        release.Golden = new GoldenResult { Asked = 2 };
        release.Decide().Weight.Should().Be(1);
        release.Last.AskGolden.Should().BeFalse();
        release.Last.State.Gates[0].Text.Should().Be("2 golden requests answered as the package says");
    }

    [Fact]
    public void Golden_NoneCouldBeAsked_GoesOnAndTheHistorySaysSo()
    {
        var release = new Release(Canary)
        {
            Golden = new() { Asked = 0, Missing = "nobody has them" },
        };
        release.Decide().Weight.Should().Be(0.05);
        release.Last.State.Gates[0].Text.Should().Be("nobody has them");
        release.Events[0].Should().Be(new RolloutEvent("golden", "revision 4: nobody has them"));
    }

    [Fact]
    public void Golden_NeverAnswered_RollsBack() =>
        new Release(new RolloutConfig()) { Golden = null }
            .Until(RolloutPhase.RolledBack)
            .State.Reason.Should()
            .Be("its golden requests were not answered in 30m");

    [Fact]
    public void Golden_Wrong_RollsBackBeforeAnyTraffic()
    {
        var release = new Release(Canary)
        {
            Golden = new() { Asked = 2, Failure = "meeting: label is missing" },
        };
        release.Decide().State.Phase.Should().Be(RolloutPhase.RolledBack);
        release.Events.Should().ContainSingle().Which.Message.Should().EndWith("golden: meeting: label is missing");
    }

    [Fact]
    public void Golden_SwitchedOff_IsNotAsked()
    {
        var config = Canary;
        config.Gates.Golden = false;
        var release = new Release(config) { Golden = null };
        release.Decide().Weight.Should().Be(0.05);
        release.Last.AskGolden.Should().BeFalse();
    }

    [Fact]
    public void First_Ready_IsPromotedAtOnce()
    {
        var release = new Release(Canary, stable: null);
        release.Decide().Weight.Should().Be(1);
        release.Phase.Should().Be(RolloutPhase.Promoted);
        release.Last.RunStable.Should().BeFalse();
        release.Last.State.Reason.Should().Be("the service's first, and ready");
    }

    [Fact]
    public void First_WrongGolden_WaitsForAPersonAndAsksAgainWhenResumed()
    {
        var wrong = new GoldenResult { Asked = 1, Failure = "a: label is missing" };
        var release = new Release(Canary, stable: null) { Golden = wrong };
        release.Decide().State.Phase.Should().Be(RolloutPhase.Paused);
        (release.Last.Weight, release.Last.AskGolden).Should().Be((0, false));
        release.Last.State.Reason.Should().Contain("label is missing; promote it, or deploy another");
        release.Decide(RolloutOrder.Resume).AskGolden.Should().BeTrue();
        release.Golden = null;
        release.After(TimeSpan.FromSeconds(5)).Weight.Should().Be(0);
        release.Golden = new GoldenResult { Asked = 1 };
        release.Decide().Weight.Should().Be(1);
    }

    [Fact]
    public void First_Broken_IsTriedOnAndSaidOnce()
    {
        var release = new Release(Canary, stable: null) { Health = CandidateHealth.Broken, Why = "exit code 3" };
        release.Decide();
        release.After(TimeSpan.FromSeconds(10)).RunCandidate.Should().BeTrue();
        release
            .Events.Should()
            .ContainSingle()
            .Which.Message.Should()
            .Be("revision 4: the service's first does not start: exit code 3");
        release.Health = CandidateHealth.Ready;
        release.Until(RolloutPhase.Promoted);
    }

    [Theory]
    [InlineData(RolloutStrategy.AllAtOnce)]
    [InlineData(RolloutStrategy.Canary)]
    [InlineData(RolloutStrategy.Shadow)]
    [InlineData(RolloutStrategy.BlueGreen)]
    public void Broken_AtAnyTime_IsRolledBackWithItsReason(RolloutStrategy strategy)
    {
        foreach (var later in (int[])[0, 5])
        {
            var release = new Release(new RolloutConfig { Strategy = strategy });
            release.Health = later == 0 ? CandidateHealth.Pending : CandidateHealth.Ready;
            release.Decide();
            release.After(TimeSpan.FromSeconds(later));
            release.Health = CandidateHealth.Broken;
            release.Why = "ner-4-1 ends again and again: exit code 3";
            release.Decide().State.Phase.Should().Be(RolloutPhase.RolledBack);
            release.Last.State.Reason.Should().Be("ner-4-1 ends again and again: exit code 3");
        }
    }

    [Fact]
    public void NotReadyForAMoment_LosesItsTrafficAndGetsItBack()
    {
        var release = new Release(Canary);
        release.Decide().Weight.Should().Be(0.05);
        release.Health = CandidateHealth.Pending;
        release.After(TimeSpan.FromSeconds(3)).Weight.Should().Be(0);
        release.Health = CandidateHealth.Ready;
        release.Decide().Weight.Should().Be(0.05);
    }

    [Fact]
    public void Asleep_AtAStep_IsLeftToWhatIsUndecided()
    {
        var release = new Release(Canary) { Rate = 0 };
        release.Decide();
        release.Health = CandidateHealth.Asleep;
        release.Until(RolloutPhase.Paused).State.Reason.Should().StartWith("only 0 of 100 requests");
    }

    [Fact]
    public void Asleep_BeforeItWasEverReady_GetsNothing()
    {
        var release = new Release(Canary) { Health = CandidateHealth.Asleep };
        release.Decide();
        release.After(TimeSpan.FromHours(1)).State.Phase.Should().Be(RolloutPhase.Starting);
        release.Decide(RolloutOrder.Promote).Weight.Should().Be(0);
    }

    [Theory]
    [InlineData(RolloutStrategy.AllAtOnce)]
    [InlineData(RolloutStrategy.Canary)]
    public void NotReadyForGood_IsNeverPromoted(RolloutStrategy strategy)
    {
        var release = new Release(new RolloutConfig { Strategy = strategy, Undecided = UndecidedAction.Promote });
        release.Decide();
        release.Health = CandidateHealth.Pending;
        release.Until(RolloutPhase.RolledBack).State.Reason.Should().Contain("it is not ready");
    }

    [Fact]
    public void EndsNowAndThen_StepsTimeBeginsAnewUntilItLives()
    {
        var release = new Release(new RolloutConfig());
        release.Decide();
        for (; release.Ends < 5; release.Ends++)
        {
            release.After(TimeSpan.FromSeconds(50)).State.Phase.Should().Be(RolloutPhase.Stepping);
        }

        release.After(TimeSpan.FromSeconds(60)).State.Phase.Should().Be(RolloutPhase.Stepping);
        release.After(TimeSpan.FromSeconds(1)).State.Phase.Should().Be(RolloutPhase.Promoted);
    }

    [Fact]
    public void EndsAgainAndAgain_IsNeverPromotedByItself()
    {
        var release = new Release(new RolloutConfig());
        for (release.Decide(); release.Phase is RolloutPhase.Stepping; release.Ends++)
        {
            release.After(TimeSpan.FromSeconds(30));
        }

        release.Phase.Should().Be(RolloutPhase.Paused);
        release.Last.State.Reason.Should().StartWith("its replicas ended ").And.Contain("the last less than 1m ago");
    }

    [Fact]
    public void Pause_ByHand_HoldsItsStepAndResumeGoesOn()
    {
        var release = new Release(Canary);
        release.Decide();
        release.Decide(RolloutOrder.Pause).Weight.Should().Be(0.05);
        release.After(TimeSpan.FromMinutes(40)).Weight.Should().Be(0.05);
        release.Phase.Should().Be(RolloutPhase.Paused);
        release.Decide(RolloutOrder.Resume).State.Phase.Should().Be(RolloutPhase.Stepping);
        release.Until(RolloutPhase.Promoted);
        release
            .Events.Select(happened => happened.Kind)
            .Should()
            .Equal("step", "paused", "resumed", "step", "step", "promoted");
    }

    [Fact]
    public void Pause_CandidateThatFails_IsRolledBackAllTheSame()
    {
        var release = new Release(Canary) { FailureRate = 0.3 };
        release.Decide();
        release.Decide(RolloutOrder.Pause);
        release.Until(RolloutPhase.RolledBack).State.Reason.Should().StartWith("error-rate");
    }

    [Fact]
    public void Promote_BeforeItIsReady_WaitsForIt()
    {
        var release = new Release(Canary) { Health = CandidateHealth.Pending };
        release.Decide(RolloutOrder.Promote).Weight.Should().Be(0);
        release.Restart();
        release.After(TimeSpan.FromSeconds(5)).Weight.Should().Be(0);
        release.Health = CandidateHealth.Ready;
        release.Decide().Weight.Should().Be(1);
        release.Last.State.Reason.Should().Be("by hand");
    }

    [Fact]
    public void Pause_AfterAPromotionThatWaits_TakesItBack()
    {
        var release = new Release(Canary) { Health = CandidateHealth.Pending };
        release.Decide(RolloutOrder.Promote);
        release.Decide(RolloutOrder.Pause);
        release.Health = CandidateHealth.Ready;
        release.After(TimeSpan.FromSeconds(5)).Weight.Should().Be(0);
        release.Phase.Should().Be(RolloutPhase.Paused);
    }

    [Fact]
    public void Rollback_WhileTheOldOneIsKept_TakesThePromotionBack()
    {
        var release = new Release(new RolloutConfig { KeepOld = TimeSpan.FromMinutes(5) });
        release.Until(RolloutPhase.Promoted).RunStable.Should().BeTrue();
        release.After(TimeSpan.FromMinutes(4)).RunStable.Should().BeTrue();
        release.Decide(RolloutOrder.Rollback).Weight.Should().Be(0);
        release.Phase.Should().Be(RolloutPhase.RolledBack);
    }

    [Fact]
    public void Rollback_AfterTheOldOneIsGone_DoesNothing()
    {
        var release = new Release(new RolloutConfig { KeepOld = TimeSpan.FromMinutes(5) });
        release.Until(RolloutPhase.Promoted);
        release.After(TimeSpan.FromMinutes(5)).RunStable.Should().BeFalse();
        release.Decide(RolloutOrder.Rollback).Weight.Should().Be(1);
    }

    [Fact]
    public void Status_OfACanary_CountsItsSteps()
    {
        var release = new Release(Canary);
        RolloutPolicy
            .Status(Canary, release.Decide().State)
            .Should()
            .Match<Slipway.Deployment.Fleet.RolloutStatus>(status =>
                status.Step == 1 && status.Steps == 3 && status.Stable == 3 && status.Candidate == 4
            );
    }
}
