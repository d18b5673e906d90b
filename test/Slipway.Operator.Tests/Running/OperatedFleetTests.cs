using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Rollouts;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Running;
using Slipway.Operator.Tests.Cluster;

namespace Slipway.Operator.Tests.Running;

/// <summary>What the tool's commands do to a fleet that an operator has.</summary>
public sealed class OperatedFleetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static ModelServiceSpec Slow =>
        new() { Image = "ner:1", Rollout = OperatorCluster.QuickCanary with { StepTime = TimeSpan.FromHours(1) } };

    [Fact]
    public async Task Orders_DuringARelease_AreCarriedOutWhenTheyReturn()
    {
        await using var cluster = await StartAsync(Slow);
        var fleet = Fleet(cluster);
        await cluster.SetImageAsync("ner:2");
        await cluster.UntilAsync(status => status.Revisions.Any(each => each is { Number: 2, Weight: 0.5 }));

        await fleet.PauseAsync("ner", Token);
        var paused = await ServiceAsync(fleet);
        await fleet.SplitAsync("ner", new Dictionary<int, double> { [1] = 3, [2] = 1 }, Token);
        await cluster.UntilAsync(status => status.Revisions.Any(each => each is { Number: 2, Weight: 0.25 }));
        var split = await ServiceAsync(fleet);
        await fleet.ResumeAsync("ner", Token);
        var resumed = await ServiceAsync(fleet);
        await fleet.PromoteAsync("ner", Token);
        await cluster.UntilAsync(status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted });
        await fleet.RollbackAsync("ner", null, Token);
        await cluster.UntilAsync(status => status.Revisions.Any(each => each is { Number: 1, Weight: 1 }));
        var history = await fleet.GetHistoryAsync("ner", 50, Token);

        (paused.Rollout!.Phase, paused.Rollout.Candidate).Should().Be((RolloutPhase.Paused, 2));
        paused.Revisions.Select(each => (each.Number, each.Label)).Should().Equal((2, "candidate"), (1, "stable"));
        split.Revisions.Single(each => each.Number == 1).Weight.Should().Be(0.75);
        resumed.Rollout!.Phase.Should().Be(RolloutPhase.Stepping);
        history.Select(each => each.Kind).Should().Contain(["deployed", "split", "promoted", "rollback"]);
        history.Should().BeInAscendingOrder(each => each.At);
    }

    [Fact]
    public async Task Orders_ThatCannotBeCarriedOut_AreRefusedWithTheOperatorsReason()
    {
        await using var cluster = await StartAsync(Slow);
        var fleet = Fleet(cluster);

        var pause = () => fleet.PauseAsync("ner", Token);
        var split = () => fleet.SplitAsync("ner", new Dictionary<int, double> { [7] = 1 }, Token);
        var back = () => fleet.RollbackAsync("ner", 7, Token);
        var unknown = () => fleet.PromoteAsync("nobody", Token);

        (await pause.Should().ThrowAsync<ServingException>())
            .WithMessage("ner: no release goes on*")
            .Which.Code.Should()
            .Be(ServingErrorCode.FailedPrecondition);
        await split.Should().ThrowAsync<ServingException>().WithMessage("*there is no revision 7*");
        await back.Should().ThrowAsync<ServingException>().WithMessage("*there is no revision 7*");
        await unknown
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("No service 'nobody' in news; there are ner.");
    }

    [Fact]
    public async Task Release_WhoseImageIsNotThere_IsToldWithItsCause()
    {
        await using var cluster = await StartAsync(Slow);
        cluster.ForImage("ner:2", ApiServer.Workloads.PodBehaviour.ImagePullFails("not found"));

        await cluster.SetImageAsync("ner:2");
        await cluster.UntilAsync(status => status.Revisions.Any(each => each is { Number: 2, Message: not null }));

        (await ServiceAsync(Fleet(cluster)))
            .Rollout!.Reason.Should()
            .StartWith("revision 2 is starting: ")
            .And.Contain("does not get its image ner:2");
    }

    [Fact]
    public async Task Order_WithoutAnOperator_SaysThatNobodyTakesIt()
    {
        await using var cluster = await OperatorCluster.StartAsync();
        await CreateAsync(cluster, Slow);
        var time = new FakeTimeProvider();
        var fleet = new KubernetesFleet(cluster.Api, Scope(cluster), time);

        var order = fleet.PromoteAsync("ner", Token);
        while (!order.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var failure = (await ((Func<Task>)(() => order)).Should().ThrowAsync<ServingException>()).Which;
        failure.Code.Should().Be(ServingErrorCode.Unavailable);
        failure.Message.Should().Contain("slipway kubernetes install");
        (await ServiceAsync(fleet)).Why.Should().Contain("no operator has looked at it yet");
    }

    [Fact]
    public async Task ScaleAndRestart_OfAService_AreDoneByTheOperatorAndItsPods()
    {
        await using var cluster = await StartAsync(Slow);
        var fleet = Fleet(cluster);

        await fleet.ScaleAsync("ner", 2, Token);
        await cluster.UntilAsync(status => status.ReadyReplicas == 2);
        var before = await ServiceAsync(fleet);
        await fleet.RestartAsync("ner", Token);
        var names = Names(before);
        await cluster.UntilAsync(async () =>
            await ServiceAsync(fleet) is { State: ServiceState.Ready } now
            && Names(now) is { Count: 2 } anew
            && !anew.Overlaps(names)
        );
        await cluster.PatchAsync(
            new JsonObject
            {
                ["spec"] = new JsonObject
                {
                    ["replicas"] = null,
                    ["scaling"] = new JsonObject { ["min"] = 1, ["max"] = 3 },
                },
            }
        );
        var scale = () => fleet.ScaleAsync("ner", 3, Token);

        before.State.Should().Be(ServiceState.Ready);
        (before.Desired, before.Ready).Should().Be((2, 2));
        await scale.Should().ThrowAsync<ServingException>().WithMessage("*reckoned by its 'scaling'*");
    }

    [Fact]
    public async Task Down_AFleetThatAnOperatorHas_LeavesNothingOfIt()
    {
        await using var cluster = await StartAsync(Slow);
        // What is applied is deleted; this one was created by hand.
        var body = new JsonObject
        {
            ["apiVersion"] = SlipwayGroup.ApiVersion,
            ["kind"] = ModelService.KindName,
            ["metadata"] = new JsonObject
            {
                ["name"] = "ner",
                ["labels"] = new JsonObject
                {
                    ["app.kubernetes.io/instance"] = "news",
                    ["app.kubernetes.io/managed-by"] = "slipway",
                },
            },
        };
        await cluster.Api.ApplyAsync(
            ResourceKind.Of<ModelService>(),
            cluster.Space,
            "ner",
            body,
            new ApplyOptions("slipway"),
            Token
        );

        await Fleet(cluster).DownAsync(Token);

        await cluster.UntilAsync(async () => (await cluster.AllAsync<ModelService>()).Count == 0);
        await cluster.UntilAsync(async () => (await cluster.AllAsync<V1Deployment>()).Count == 0);
    }

    private static async Task<OperatorCluster> StartAsync(ModelServiceSpec spec)
    {
        var cluster = await OperatorCluster.StartAsync();
        cluster.StartOperator();
        await CreateAsync(cluster, spec);
        await cluster.UntilAsync(status => status is { Stable: 1, ReadyReplicas: 1 });
        return cluster;
    }

    private static async Task CreateAsync(OperatorCluster cluster, ModelServiceSpec spec)
    {
        await cluster.CreateAsync(spec);
        await cluster.PatchAsync(
            new
            {
                metadata = new { labels = new Dictionary<string, string> { ["app.kubernetes.io/instance"] = "news" } },
            }
        );
    }

    private static KubernetesFleet Fleet(OperatorCluster cluster) =>
        new(cluster.Api, Scope(cluster), TimeProvider.System);

    private static FleetScope Scope(OperatorCluster cluster) => new("news", cluster.Space);

    private static async Task<ServiceStatus> ServiceAsync(KubernetesFleet fleet) =>
        (await fleet.GetStatusAsync(Token)).Services.Single();

    private static HashSet<string> Names(ServiceStatus service) =>
        [.. service.Revisions.SelectMany(revision => revision.Replicas).Select(replica => replica.Name)];
}
