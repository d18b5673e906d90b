using Slipway.Cli.Fleets.Watching;
using Slipway.Cli.Tests.Fakes;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;

namespace Slipway.Cli.Tests.Fleets.Watching;

public sealed class ReadinessTests
{
    [Theory]
    [InlineData(ServiceState.Ready, true)]
    [InlineData(ServiceState.Asleep, true)]
    [InlineData(ServiceState.Off, true)]
    [InlineData(ServiceState.Starting, false)]
    [InlineData(ServiceState.Degraded, false)]
    [InlineData(ServiceState.Failed, false)]
    [InlineData(ServiceState.Stopping, false)]
    public void IsReady_ByState_IsWhatWasAskedFor(ServiceState state, bool isReady) =>
        Readiness.IsReady(FleetStatuses.Fleet(FleetStatuses.Service(state: state))).Should().Be(isReady);

    [Fact]
    public void IsReady_WithoutItsGateway_IsNot()
    {
        var fleet = FleetStatuses.Fleet(FleetStatuses.Service());

        Readiness
            .IsReady(fleet with { Gateway = fleet.Gateway with { State = ReplicaState.Starting } })
            .Should()
            .BeFalse();
    }

    [Fact]
    public void IsReady_WhileAnotherGatewayIsAboutToTakeOver_IsNot()
    {
        var fleet = FleetStatuses.Fleet(FleetStatuses.Service());
        fleet = fleet with { Gateway = fleet.Gateway with { IsChanging = true } };

        Readiness.IsReady(fleet).Should().BeFalse();
        Readiness.Failures(fleet).Should().BeEmpty();
        Readiness.Waits(fleet).Should().ContainSingle().Which.Name.Should().Be(Readiness.Gateway);
    }

    [Fact]
    public void Failures_OfAGatewayThatGoesOnWithItsOldSettings_SayWhy()
    {
        var fleet = FleetStatuses.Fleet(FleetStatuses.Service());
        fleet = fleet with { Gateway = fleet.Gateway with { Refused = "exit code 2: no certificate" } };

        Readiness.IsReady(fleet).Should().BeFalse();
        Readiness.Failures(fleet).Should().ContainSingle().Which.Why.Should().EndWith("exit code 2: no certificate");
    }

    [Fact]
    public void Failures_OfServicesAndTheGateway_HaveTheirReasons()
    {
        var fleet = FleetStatuses.Fleet(
            FleetStatuses.Service("a", ServiceState.Failed, ready: 0, why: "a-1-1: exit code 3"),
            FleetStatuses.Service("b", ServiceState.Starting, ready: 0)
        );
        fleet = fleet with { Gateway = fleet.Gateway with { State = ReplicaState.CrashLoop, Why = "exit code 1" } };

        Readiness.Failures(fleet).Should().Equal(("gateway", "exit code 1"), ("a", "a-1-1: exit code 3"));
    }

    [Theory]
    [InlineData(0, RolloutPhase.Starting, true, false)]
    [InlineData(0, RolloutPhase.Paused, true, true)]
    [InlineData(0, RolloutPhase.Promoted, true, false)]
    [InlineData(1, RolloutPhase.Stepping, false, false)]
    [InlineData(1, RolloutPhase.Paused, true, false)]
    public void HasFailed_WhileAReleaseGoesOn_OnlyWhereThereIsNoOtherRevision(
        int stable,
        RolloutPhase phase,
        bool hasFailed,
        bool isRefused
    )
    {
        var service = FleetStatuses.Service(state: ServiceState.Failed) with
        {
            Rollout = new RolloutStatus
            {
                Stable = stable,
                Candidate = 2,
                Strategy = RolloutStrategy.AllAtOnce,
                Phase = phase,
                Started = DateTimeOffset.UnixEpoch,
                Gates = [],
            },
        };

        Readiness.HasFailed(service).Should().Be(hasFailed);
        Readiness.IsRefused(service).Should().Be(isRefused);
    }

    [Fact]
    public void HasFailed_WithOneThatAnswersAndOneThatCannotRun_Has()
    {
        var service = FleetStatuses.Service(state: ServiceState.Degraded, desired: 2) with
        {
            Revisions =
            [
                FleetStatuses.Revision(
                    1,
                    weight: 1,
                    FleetStatuses.Replica("iris-1-1", 1),
                    FleetStatuses.Replica("iris-1-2", null, ReplicaState.CrashLoop)
                ),
            ],
        };

        Readiness.HasFailed(service).Should().BeTrue();
    }

    [Theory]
    [InlineData(RolloutPhase.Starting, false)]
    [InlineData(RolloutPhase.Stepping, false)]
    [InlineData(RolloutPhase.Paused, true)]
    [InlineData(RolloutPhase.RolledBack, true)]
    public void HasFailed_WhileARevisionIsOnItsWay_IsNotSaidYet(RolloutPhase phase, bool hasFailed) =>
        Readiness
            .HasFailed(
                FleetStatuses.Service(state: ServiceState.Failed, ready: 0) with
                {
                    Rollout = FleetStatuses.Rollout(phase),
                }
            )
            .Should()
            .Be(hasFailed);
}
