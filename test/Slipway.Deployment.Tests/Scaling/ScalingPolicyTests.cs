using Slipway.Deployment.Manifest;
using Slipway.Deployment.Scaling;

namespace Slipway.Deployment.Tests.Scaling;

public sealed class ScalingPolicyTests
{
    [Theory]
    [InlineData(0.5, 1)]
    [InlineData(4, 1)]
    [InlineData(4.1, 2)]
    [InlineData(12, 3)]
    [InlineData(100, 4)]
    public void Decide_ConstantLoad_ConvergesToItsReplicasAndStays(double concurrency, int replicas)
    {
        var service = new ScaledService(new ScalingConfig());
        service.Run(180, concurrency).Should().Be(replicas);
        var changes = service.Changes.Count;
        service.Run(3_600, concurrency).Should().Be(replicas);
        service.Changes.Should().HaveCount(changes);
    }

    [Fact]
    public void Decide_LoadThatShakesAtAnEdge_IsAnsweredByOneNumber()
    {
        var service = new ScaledService(new ScalingConfig());
        var random = new Random(1);
        service.Run(300, _ => 8 + random.NextDouble() - 0.5);
        var changes = service.Changes.Count;
        service.Run(3_600, _ => 8 + random.NextDouble() - 0.5);
        service.Changes.Should().HaveCount(changes);
    }

    [Fact]
    public void Decide_Burst_PanicsWithinThePanicWindowAndKeepsWhatItHasForAStableWindow()
    {
        var service = new ScaledService(new ScalingConfig { Max = 10 });
        service.Run(120, 2).Should().Be(1);
        service.Run(6, 32).Should().Be(8);
        service.Changes[^1].Reason.Should().Be("32 requests at a time over 6s, for 4 each at once");
        // The burst is over, and the window still has it; nothing goes.
        service.Run(50, 2).Should().Be(8);
        service.Run(120, 2).Should().Be(1);
    }

    [Fact]
    public void Decide_AfterABurst_TakesAwayAtMostHalfInAPanicWindow()
    {
        var service = new ScaledService(new ScalingConfig { Max = 32 });
        service.Run(120, 2);
        service.Run(6, 128).Should().Be(32);
        service.Changes.Clear();
        service.Run(300, 2);
        service.Changes.Select(change => change.Replicas).Should().Equal(16, 8, 4, 2, 1);
        service
            .Changes.Zip(service.Changes.Skip(1), (one, next) => next.Second - one.Second)
            .Should()
            .OnlyContain(seconds => seconds >= 6);
    }

    [Fact]
    public void Decide_LoadGrowsSlowly_FollowsTheStableWindow()
    {
        var service = new ScaledService(new ScalingConfig { Max = 10 });
        service.Run(600, second => second / 20.0).Should().BeInRange(7, 8);
        service.Changes.Select(change => change.Replicas).Should().BeInAscendingOrder();
    }

    [Fact]
    public void Decide_Silence_SleepsOnlyAfterIdle()
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromMinutes(5) });
        service.Run(60, 3).Should().Be(1);
        service.Run(299, 0).Should().Be(1);
        service.Run(1, 0).Should().Be(0);
        service.Changes[^1].Reason.Should().Be("no request for 5m");
        service.Run(600, 0).Should().Be(0);
    }

    [Fact]
    public void Decide_NoRequestEver_SleepsAfterIdleToo()
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromMinutes(1) });
        service.Run(59, 0).Should().Be(1);
        service.Run(1, 0).Should().Be(0);
    }

    [Fact]
    public void Decide_MinimumIsRaisedWhileAsleep_WakesAndSaysWhy()
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(10) });
        service.Run(60, 0).Should().Be(0);
        service.Config = service.Config with { Min = 2 };
        service.Run(1, 0).Should().Be(2);
        service.Changes[^1].Reason.Should().Be("2 at least are asked for");
    }

    [Fact]
    public void Decide_NotUpYet_IsNotPutToSleep()
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(10) })
        {
            IsStuck = true,
        };
        service.Run(600, 0).Should().Be(1);
        service.IsStuck = false;
        service.Run(10, 0).Should().Be(1);
        service.Run(2, 0).Should().Be(0);
    }

    [Fact]
    public void Decide_ReleaseWhileAsleep_WakesItUntilTheCandidateHasShownThatItStarts()
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(10) });
        service.Run(60, 0).Should().Be(0);
        service.HasNewcomer = true;
        service.Run(600, 0).Should().Be(1);
        service.Changes[^1].Reason.Should().Be("a release is to start");
        service.HasNewcomer = false;
        service.Run(9, 0).Should().Be(1);
        service.Run(1, 0).Should().Be(0);
    }

    [Fact]
    public void Decide_RequestNowAndThen_KeepsOneAwake()
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromMinutes(5) });
        service.Run(3_600, second => second % 240 == 0 ? 0.01 : 0).Should().Be(1);
        service.Changes.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(9, 3)]
    [InlineData(1_000, 4)]
    public void Decide_HeldRequestsWhileAsleep_WakeAsManyAsTheyNeedAtOnce(int held, int replicas)
    {
        var service = new ScaledService(new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(30) });
        service.Run(60, 0).Should().Be(0);
        service.Run(1, held).Should().Be(replicas);
        service.Changes[^1].Reason.Should().Be("a request came");
    }

    [Fact]
    public void Decide_MinimumIsOne_NeverSleeps() =>
        new ScaledService(new ScalingConfig { Idle = TimeSpan.FromSeconds(10) }).Run(3_600, 0).Should().Be(1);

    [Fact]
    public void Decide_UnknownTime_ChangesNothing()
    {
        var service = new ScaledService(new ScalingConfig());
        service.Run(120, 12).Should().Be(3);
        service.Run(20, double.NaN).Should().Be(3);
        service.Run(120, 12).Should().Be(3);
    }

    [Fact]
    public void Decide_ConfigurationChanges_IsObeyedAtOnce()
    {
        var service = new ScaledService(new ScalingConfig());
        service.Run(120, 12).Should().Be(3);
        service.Config = new ScalingConfig { Max = 2 };
        service.Run(1, 12).Should().Be(2);
        service.Config = new ScalingConfig { Min = 4, Max = 4 };
        service.Run(1, 0).Should().Be(4);
    }

    [Fact]
    public void Decide_ClockSetBack_GoesOn()
    {
        var service = new ScaledService(new ScalingConfig { Max = 10 });
        service.Run(30, 40).Should().Be(10);
        service.Now -= TimeSpan.FromHours(3);
        service.Run(200, 3).Should().Be(1);
        service.State.Samples.Count.Should().BeLessThan(120);
    }

    [Theory]
    [InlineData(60, 6)]
    [InlineData(3_600, 6)]
    [InlineData(86_400, 1)]
    public void State_WhateverTheWindows_IsSmallAndSeesABurst(int stable, int panic)
    {
        var config = new ScalingConfig
        {
            StableWindow = TimeSpan.FromSeconds(stable),
            PanicWindow = TimeSpan.FromSeconds(panic),
        };
        var service = new ScaledService(config);
        service.Run(5_000, 2);
        service.State.Samples.Count.Should().BeLessThan(130);
        service.Run(panic, 16).Should().Be(4);
    }

    [Fact]
    public void Begin_HasItsLeastNumberButIsAwake()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ScalingPolicy.Begin(new ScalingConfig { Min = 0 }, now).Desired.Should().Be(1);
        ScalingPolicy.Begin(new ScalingConfig { Min = 3 }, now).Desired.Should().Be(3);
        ScalingPolicy.Begin(new ScalingConfig { Min = 0, Max = 0 }, now).Desired.Should().Be(0);
    }
}
