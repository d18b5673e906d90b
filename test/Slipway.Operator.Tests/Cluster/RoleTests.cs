using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Authorisation;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Deployment.Rollouts;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Installation;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Foreign;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>With the rights of its installation the operator does all it has to, and may do no more.</summary>
public sealed class RoleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Operator_WithItsRoles_DoesItsWork()
    {
        await using var cluster = await OperatorCluster.StartAsync(new TestApiServerOptions { Authorisation = true });
        var user = await InstallAsync(cluster);
        cluster.StartOperator("operator-1", elects: true, user);
        await cluster.CreateAsync(new ModelServiceSpec { Image = "ner:1", Rollout = OperatorCluster.QuickCanary });
        await cluster.UntilAsync(status => status.Stable == 1);

        await cluster.SetImageAsync("ner:2");
        await cluster.UntilAsync(status => status is { Stable: 2, Release.Phase: RolloutPhase.Promoted });
        await cluster.UntilAsync(async () => (await cluster.NamesAsync<V1Deployment>()).SequenceEqual(["ner-r2"]));
        (await cluster.AllAsync<Corev1Event>()).Should().Contain(each => each.Reason == "Promoted");
        await cluster.DeleteAsync();

        await cluster.UntilAsync(async () =>
            await cluster.FindAsync() is null && (await cluster.NamesAsync<V1Deployment>()).Count == 0
        );
    }

    [Fact]
    public async Task Operator_WithItsRoles_MakesAndTakesAwayObjectsOfAllKinds()
    {
        await using var cluster = await OperatorCluster.StartAsync(new TestApiServerOptions { Authorisation = true });
        cluster.StartOperator("operator-1", elects: true, await InstallAsync(cluster));
        await cluster.CreateAsync(
            new ModelServiceSpec
            {
                Model = new ModelSource { Artifact = "registry.example/ner:1" },
                Cache = new CacheOptions(),
                Prepull = true,
                Route = new RouteConfig { Gateway = "public", GrpcHosts = ["grpc.example.com"] },
                Rollout = OperatorCluster.QuickCanary,
                Scaling = new ScalingConfig { Min = 2 },
                Autoscale = new AutoscaleConfig { Metric = AutoscaleMetric.Cpu },
                NetworkPolicy = new NetworkOptions(),
            }
        );
        await cluster.UntilAsync(async () => await CountAsync(cluster) == Kinds);

        await cluster.RemoveAsync("cache", "prepull", "route", "autoscale", "scaling", "networkPolicy");
        await cluster.UntilAsync(async () => await CountAsync(cluster) == 0);
    }

    [Fact]
    public async Task Operator_WithItsRoles_MayDoNothingElse()
    {
        await using var cluster = await OperatorCluster.StartAsync(new TestApiServerOptions { Authorisation = true });
        using var client = cluster.Server.Client(await InstallAsync(cluster));
        var api = new ResourceApi(client);
        var secret = new V1Secret
        {
            Metadata = new V1ObjectMeta { Name = "others", NamespaceProperty = cluster.Space },
        };
        await cluster.Api.CreateAsync(ResourceKind.Of<V1Secret>(), cluster.Space, secret, Token);

        await ForbiddenAsync(() =>
            api.FindAsync<V1Secret>(ResourceKind.Of<V1Secret>(), cluster.Space, "others", Token)
        );
        await ForbiddenAsync(() => api.ListAsync<V1Secret>(ResourceKind.Of<V1Secret>(), cluster.Space, null, Token));
        await ForbiddenAsync(() => api.ListAsync<V1ConfigMap>(ResourceKind.Of<V1ConfigMap>(), null, null, Token));
        await ForbiddenAsync(() => api.DeleteAsync(ResourceKind.Of<ModelService>(), cluster.Space, "ner", null, Token));
        await ForbiddenAsync(() => api.DeleteAsync(ResourceKind.Of<V1Pod>(), cluster.Space, "gateway-1", null, Token));
    }

    // Of those that a specification asks for.
    private const int Kinds = 7;

    private static async Task<int> CountAsync(OperatorCluster cluster) =>
        await CountAsync<V2HorizontalPodAutoscaler>(cluster)
        + await CountAsync<V1PodDisruptionBudget>(cluster)
        + await CountAsync<V1NetworkPolicy>(cluster)
        + await CountAsync<V1PersistentVolumeClaim>(cluster)
        + await CountAsync<V1DaemonSet>(cluster)
        + await CountAsync<HttpRoute>(cluster)
        + await CountAsync<GrpcRoute>(cluster);

    private static async Task<int> CountAsync<T>(OperatorCluster cluster)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        (await cluster.NamesAsync<T>()).Count(name => name.StartsWith("ner", StringComparison.Ordinal));

    private static async Task ForbiddenAsync(Func<Task> request) =>
        (await Assert.ThrowsAsync<ApiException>(request)).Code.Should().Be(System.Net.HttpStatusCode.Forbidden);

    // As 'slipway kubernetes install' does it, but for the pods.
    private static async Task<string> InstallAsync(OperatorCluster cluster)
    {
        var options = new InstallOptions
        {
            Namespace = cluster.Space,
            OperatorImage = "operator:1",
            ServerImage = "server:1",
        };
        foreach (var value in new OperatorInstallation(options).Objects((_, _) => null))
        {
            if (value is V1Deployment)
                continue;
            await cluster.Api.ApplyAsync(
                ResourceKind.Of(value.GetType()),
                value.Metadata.NamespaceProperty,
                value.Metadata.Name,
                (object)value,
                new ApplyOptions("installer") { Force = true },
                Token
            );
        }

        return cluster.Server.Users.Add(ApiUser.ServiceAccount(cluster.Space, OperatorInstallation.Name));
    }
}
