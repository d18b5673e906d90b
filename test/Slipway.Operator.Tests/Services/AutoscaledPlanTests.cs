using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Services;

/// <summary>Services whose pods a HorizontalPodAutoscaler reckons.</summary>
public sealed class AutoscaledPlanTests
{
    private static ModelServiceSpec Spec =>
        new()
        {
            Image = "ner:1",
            Rollout = ServiceWorld.Canary(),
            Scaling = new ScalingConfig { Min = 2, Max = 20 },
            Autoscale = new AutoscaleConfig { Metric = AutoscaleMetric.Cpu },
        };

    [Fact]
    public void Plan_Autoscaled_FollowsAndLeavesTheNumberAlone()
    {
        var world = Running();

        world.Demand = 7;
        world.Tick(3);

        world.Plan.LeftAlone.Should().Be(1);
        world.Plan.Autoscaler.Should().Be((1, 2));
        (world.Status.Desired, world.Pods(1)).Should().Be((7, 7));
        world.Demand = 1;
        world.Tick(3);
        world.Status.Desired.Should().Be(2, "that is the least");
    }

    [Fact]
    public void Plan_ReleaseOfAnAutoscaledService_NoPodsAreMissing()
    {
        var world = Running();
        world.Demand = 10;
        world.Tick(3);
        // From now on it would take the stable revision's pods away, as its load goes elsewhere.
        world.Demand = 2;
        world.Change(spec => spec with { Image = "ner:2" });
        var candidate = new List<int>();

        for (var i = 0; i < 4000 && world.Status.Stable != 2; i++)
        {
            world.Tick();
            candidate.Add(world.Pods(2));
            if (world.Status.Stable == 1 && world.Status.Release is { Candidate: 2 })
                world.Pods(1).Should().Be(10, "while a release goes on nothing is taken away");
        }

        candidate.Distinct().Where(pods => pods > 0).Should().Equal(1, 5, 10);
        world.Pods(2).Should().Be(10);
        world.Plan.Autoscaler!.Value.Revision.Should().Be(2);
        world.Tick(2).Plan.LeftAlone.Should().Be(2);
        world.Tick(2).Pods(2).Should().Be(2, "the autoscaler has it now");
    }

    [Fact]
    public void Plan_CandidateThatFails_LeavesTheStableRevisionItsPods()
    {
        var world = Running();
        world.Demand = 10;
        world.Tick(3);
        world.Demand = 2;
        world.Failing[2] = 30;

        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Release?.Phase == RolloutPhase.RolledBack);

        world.Status.Stable.Should().Be(1);
        world.Plan.Pods[1].Should().Be(10);
        world.Tick(3).Pods(1).Should().Be(2, "the autoscaler may take them away again");
    }

    [Fact]
    public void Plan_PromotedByHand_HasThePodsOfTheOneBefore()
    {
        var world = Running();
        world.Demand = 8;
        world.Tick(3);
        world.Change(spec => spec with { Image = "ner:2" });
        world.Tick(5);
        world.Pods(2).Should().Be(4, "as many as the next step asks for");

        world.Order(ReleaseVerb.Promote);
        world.TickUntil(each => each.Status.Stable == 2, most: 5);

        world.Pods(2).Should().Be(8);
    }

    [Fact]
    public void Plan_LeaderChangesInARelease_DesiredDoesNotFall()
    {
        var world = Running();
        world.Demand = 10;
        world.Tick(3);
        world.Demand = 2;
        world.Change(spec => spec with { Image = "ner:2" });

        for (var i = 0; i < 4000 && world.Status.Stable != 2; i++)
        {
            world.Tick().Status.Desired.Should().Be(10);
            if (i % 7 == 0)
                world.ChangeLeader();
        }

        world.Pods(2).Should().Be(10);
    }

    [Fact]
    public void Plan_ChoiceChanges_NoPodsAreMissingAndTheAutoscalerGoes()
    {
        var world = Running();
        world.Demand = 6;
        world.Tick(3);

        world.Change(spec => spec with { Autoscale = null });
        world.Tick(2);

        world.Plan.Autoscaler.Should().BeNull();
        world.Plan.Pods[1].Should().Be(6, "nothing is taken away before a stable window has been seen");
        world.Status.Conditions.Should().NotContain(each => each.Type == ConditionTypes.Scaling);
        world.Change(spec => spec with { Autoscale = new AutoscaleConfig { Metric = AutoscaleMetric.Concurrency } });
        world.Tick(1).Plan.Pods[1].Should().Be(6);
        world.Tick(2).Plan.LeftAlone.Should().Be(1);
    }

    [Fact]
    public void Plan_AutoscalerThatCannotReckon_SaysWhy()
    {
        var world = Running();
        world.AutoscalerTrouble = ("FailedGetResourceMetric", "no metrics known for pods");

        world.Tick(2);

        var condition = world.Status.Conditions.Single(each => each.Type == ConditionTypes.Scaling);
        (condition.Status, condition.Reason, condition.Message)
            .Should()
            .Be(("False", "FailedGetResourceMetric", "no metrics known for pods"));
    }

    private static ServiceWorld Running() => new ServiceWorld(Spec).TickUntil(each => each.Status.Stable == 1).Tick(10);
}
