using Slipway.Deployment.Manifest;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Services;

/// <summary>Images are on the nodes before a candidate's pods start.</summary>
public sealed class PrepullPlanTests
{
    private static ModelServiceSpec Spec =>
        new()
        {
            Image = "ner:1",
            Rollout = ServiceWorld.Canary(),
            Prepull = true,
        };

    [Fact]
    public void Plan_FirstRevision_DoesNotWait()
    {
        var world = new ServiceWorld(Spec);

        world.Tick();

        (world.Plan.Prepull, world.Plan.Pods[1]).Should().Be((1, 1));
    }

    [Fact]
    public void Plan_Candidate_WaitsForAllNodesAndSaysHowFarItIs()
    {
        var world = Running();
        world.Nodes = (3, 2);

        world.Change(spec => spec with { Image = "ner:2" });
        world.Tick(100);

        (world.Plan.Prepull, world.Plan.Pods[2]).Should().Be((2, 0));
        world.Status.Revisions[0].Message.Should().Be("Prepulling 2/3 nodes");
        world
            .Status.Conditions.Single(each => each.Type == ConditionTypes.UpToDate)
            .Message.Should()
            .Be("Prepulling 2/3 nodes");
        world.Nodes = (3, 3);
        world.Tick(2);
        (world.Plan.Prepull, world.Plan.Pods[2]).Should().Be((null, 1));
        world.Status.History[0].Message.Should().Be("3 of 3 nodes have its images");
        world.TickUntil(each => each.Status.Stable == 2);
    }

    [Fact]
    public void Plan_NodeThatNeverPulls_IsNotWaitedForForEver()
    {
        var world = Running();
        world.Nodes = (3, 2);
        world.Change(spec => spec with { Image = "ner:2" });

        world.TickUntil(each => each.Plan.Pods.GetValueOrDefault(2) == 1, most: 620);

        world.Plan.Prepull.Should().BeNull();
        world
            .Status.History.Single(each => each.Kind == "prepull" && each.Revision == 2)
            .Message.Should()
            .Contain("2 of 3 nodes");
    }

    [Fact]
    public void Plan_LeaderChanges_TheWaitGoesOnAndDoesNotBeginAnew()
    {
        var world = Running();
        world.Nodes = (3, 2);
        world.Change(spec => spec with { Image = "ner:2" });

        for (var i = 0; i < 610; i++)
        {
            world.Tick();
            if (i % 50 == 0)
                world.ChangeLeader();
        }

        world.Plan.Pods[2].Should().Be(1);
    }

    [Fact]
    public void Plan_ClusterThatCannot_GoesOnAndSaysWhy()
    {
        var world = Running();
        world.Nodes = null;
        world.Change(spec => spec with { Image = "ner:2" });
        world.Tick();

        world.Memory.PrepullTrouble = "must specify a volume type";
        world.Tick();

        (world.Plan.Prepull, world.Plan.Pods[2]).Should().Be((null, 1));
        world.Status.History[0].Message.Should().Be("left out: must specify a volume type");
        world.Memory.PrepullTrouble.Should().BeNull();
    }

    [Fact]
    public void Plan_ServiceThatSleeps_HasItsImagesPulledAndThenStarts()
    {
        var world = new ServiceWorld(
            Spec with
            {
                Scaling = new ScalingConfig { Min = 0, Idle = TimeSpan.FromSeconds(30) },
            }
        )
        {
            Nodes = (2, 2),
        };
        world.TickUntil(each => each.Status.Stable == 1);
        world.Rate = 0;
        world.TickUntil(each => each.Status.Desired == 0);
        world.Nodes = (2, 1);

        world.Change(spec => spec with { Image = "ner:2" });
        world.Tick(5);
        (world.Plan.Prepull, world.Plan.Pods.GetValueOrDefault(2)).Should().Be((2, 0));
        world.Nodes = (2, 2);
        world.Tick(2);

        world.Plan.Prepull.Should().BeNull();
        world.Plan.Pods[2].Should().Be(1);
        world.TickUntil(each => each.Status is { Desired: 0, Release.Phase: RolloutPhase.Stepping });
    }

    private static ServiceWorld Running()
    {
        var world = new ServiceWorld(Spec) { Nodes = (3, 3) };
        return world.TickUntil(each => each.Status.Stable == 1).Tick(10);
    }
}
