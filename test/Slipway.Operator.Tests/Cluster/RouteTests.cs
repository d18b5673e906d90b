using k8s.Models;
using Slipway.ApiServer;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>Traffic that is split by the weights of the Gateway API's routes.</summary>
public sealed class RouteTests
{
    private static ModelServiceSpec Spec =>
        new()
        {
            Image = "ner:1",
            Rollout = OperatorCluster.QuickCanary,
            Route = new RouteConfig
            {
                Gateway = "public",
                GatewayNamespace = "infra",
                Hosts = ["ner.example.com"],
                GrpcHosts = ["grpc.example.com"],
            },
        };

    [Fact]
    public async Task Release_ByRoutes_MovesTheirWeights()
    {
        await using var cluster = await RunningAsync();
        var route = (await cluster.AllAsync<HttpRoute>()).Single();
        (route.Spec.ParentRefs.Single().Name, route.Spec.ParentRefs.Single().Namespace, route.Spec.Hostnames!.Single())
            .Should()
            .Be(("public", "infra", "ner.example.com"));
        Weights(route.Spec).Should().Equal(("ner-r1-route", 8080, 1000));
        Weights((await cluster.AllAsync<GrpcRoute>()).Single().Spec).Should().Equal(("ner-r1-route", 8081, 1000));
        var address = (await cluster.AllAsync<V1Service>()).Single(each => each.Metadata.Name == "ner-r1-route");
        address.Spec.ClusterIP.Should().NotBe("None");
        address.Spec.Selector[SlipwayGroup.RevisionLabel].Should().Be("1");

        await cluster.SetImageAsync("ner:2");
        await UntilWeightsAsync(cluster, ("ner-r1-route", 8080, 500), ("ner-r2-route", 8080, 500));
        await cluster.UntilAsync(status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted });

        await UntilWeightsAsync(cluster, ("ner-r2-route", 8080, 1000));
        await cluster.UntilAsync(async () =>
            (await cluster.NamesAsync<V1Service>()).SequenceEqual(["ner", "ner-r2", "ner-r2-route"])
        );
    }

    [Fact]
    public async Task Routes_LeftOutAgain_AreGone()
    {
        await using var cluster = await RunningAsync();

        await cluster.RemoveAsync("route");

        await cluster.UntilAsync(async () =>
            (await cluster.NamesAsync<HttpRoute>()).Count == 0
            && (await cluster.NamesAsync<GrpcRoute>()).Count == 0
            && (await cluster.NamesAsync<V1Service>()).SequenceEqual(["ner", "ner-r1"])
        );
    }

    [Fact]
    public async Task Service_Deleted_TakesItsRoutesAlong()
    {
        await using var cluster = await RunningAsync();

        await cluster.DeleteAsync();

        await cluster.UntilAsync(async () =>
            (await cluster.NamesAsync<HttpRoute>()).Count == 0 && (await cluster.NamesAsync<GrpcRoute>()).Count == 0
        );
    }

    [Fact]
    public async Task Cluster_WithoutTheGatewayApi_IsToldOfAndOtherServicesRun()
    {
        await using var cluster = await OperatorCluster.StartAsync(
            new TestApiServerOptions { MissingGroups = [HttpRoute.GroupName] }
        );
        cluster.StartOperator();

        await cluster.CreateAsync(Spec);
        await cluster.CreateAsync(new ModelServiceSpec { Image = "topic:1" }, "topic");

        await cluster.UntilAsync(status => status.Stable == 1, "topic");
        await cluster.UntilAsync(status => status.Conditions.Any(each => each.Reason == "NoGatewayApi"));
    }

    public static TheoryData<string, string> Refused =>
        new()
        {
            { """{ "scaling": { "max": 3 } }""", "nobody counts requests" },
            { """{ "traffic": { "maxHeld": 5 } }""", "route that another Gateway has them" },
            { """{ "rollout": { "strategy": "Shadow" } }""", "strategy Shadow needs" },
            { """{ "rollout": { "gates": { "agreement": { "atLeast": 0.9 } } } }""", "gates.agreement needs" },
            { """{ "route": { "gateway": "" } }""", "names the Gateway" },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Specification_ThatNoOtherGatewayCanDo_IsRefused(string patch, string why)
    {
        await using var cluster = await OperatorCluster.StartAsync(
            elsewhere: "It needs a cluster with the Gateway API."
        );
        await cluster.CreateAsync(
            new ModelServiceSpec
            {
                Image = "ner:1",
                Route = new RouteConfig { Gateway = "public" },
            }
        );

        var change = () => cluster.PatchAsync(new { spec = System.Text.Json.Nodes.JsonNode.Parse(patch) });

        (await change.Should().ThrowAsync<ApiException>()).Which.Message.Should().Contain(why);
        await cluster.PatchAsync(
            new
            {
                spec = new
                {
                    scaling = new { max = 3 },
                    autoscale = new { metric = nameof(AutoscaleMetric.Cpu) },
                    rollout = new { strategy = nameof(RolloutStrategy.BlueGreen) },
                },
            }
        );
        cluster.Server.Unchecked.Should().BeEmpty("every rule was understood");
    }

    private static async Task<OperatorCluster> RunningAsync()
    {
        var cluster = await OperatorCluster.StartAsync(elsewhere: "It needs a cluster with the Gateway API.");
        cluster.StartOperator();
        await cluster.CreateAsync(Spec);
        await UntilWeightsAsync(cluster, ("ner-r1-route", 8080, 1000));
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<GrpcRoute>()).Count == 1);
        return cluster;
    }

    private static Task UntilWeightsAsync(OperatorCluster cluster, params (string, int, int?)[] weights) =>
        cluster.UntilAsync(async () =>
            (await cluster.AllAsync<HttpRoute>()) is [{ Spec: var spec }] && Weights(spec).SequenceEqual(weights)
        );

    private static IEnumerable<(string Name, int Port, int? Weight)> Weights(RouteSpec spec) =>
        spec.Rules.Single().BackendRefs.Select(each => (each.Name, each.Port, each.Weight));
}
