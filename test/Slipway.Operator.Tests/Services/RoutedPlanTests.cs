using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Services;

/// <summary>Services whose traffic a Gateway of the Gateway API splits, which tells of no requests.</summary>
public sealed class RoutedPlanTests
{
    [Fact]
    public void Plan_WithoutCounts_GoesByTimeAndSaysSo()
    {
        var world = Running();

        world.Change(spec => spec with { Image = "ner:2" });
        world.TickUntil(each => each.Status.Release?.Step == "1/2", most: 5);
        world.TickUntil(each => each.Status.Stable == 2, most: 130);

        world
            .Status.History.Single(each => each.Kind == "uncounted" && each.Revision == 2)
            .Message.Should()
            .Contain("the Gateway public splits the traffic and tells of no requests");
        world.Status.Release!.Config.Gates.ErrorRate.Should().BeNull();
    }

    [Fact]
    public void Plan_GoldenRequestsAnsweredWrongly_AreARollbackAllTheSame()
    {
        var world = Running();
        world.Golden = new GoldenResult { Asked = 1, Failure = "'first': 1 instead of 2" };

        world.Change(spec => spec with { Image = "ner:2" });

        world.TickUntil(each => each.Status.Release?.Phase == RolloutPhase.RolledBack, most: 5);
    }

    private static ServiceWorld Running()
    {
        var spec = new ModelServiceSpec
        {
            Image = "ner:1",
            Rollout = ServiceWorld.Canary(),
            Route = new RouteConfig { Gateway = "public" },
        };
        return new ServiceWorld(spec) { Rate = 0 }
            .TickUntil(each => each.Status.Stable == 1)
            .Tick(10);
    }
}
