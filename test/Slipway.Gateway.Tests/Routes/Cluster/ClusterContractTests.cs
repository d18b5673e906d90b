using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Authorisation;
using Slipway.Deployment.Manifest;
using Slipway.Gateway.Tests.TestKit;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Workloads;

namespace Slipway.Gateway.Tests.Routes.Cluster;

/// <summary>That the gateway finds what the operator makes, with the rights that it is rendered with.</summary>
public sealed class ClusterContractTests
{
    private const string GatewayAccount = "gateway";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Revision_AsTheOperatorMakesIt_IsFoundWithItsPods()
    {
        await using var cluster = await TestCluster.StartAsync(
            options: new TestApiServerOptions { Workloads = true, Authorisation = true }
        );
        await GiveRightsAsync(cluster);
        await using var gateway = await cluster.StartGatewayAsync();
        var status = Resources.Status((7, 1));
        await cluster.CreateAsync(Resources.Service("ner", status));
        var service = (
            await cluster.Api.FindAsync<ModelService>(ResourceKind.Of<ModelService>(), Slices.Space, "ner", Token)
        )!;
        var workload = new RevisionWorkload(service, status.Revisions[0], serverImage: null);

        await cluster.Api.CreateAsync(
            ResourceKind.Of<V1ServiceAccount>(),
            Slices.Space,
            ServiceObjectsOf.Account(service),
            Token
        );
        await cluster.Api.CreateAsync(ResourceKind.Of<V1Service>(), Slices.Space, workload.Endpoints(), Token);
        var deployment = workload.Deployment();
        deployment.Spec.Replicas = 2;
        await cluster.Api.CreateAsync(ResourceKind.Of<V1Deployment>(), Slices.Space, deployment, Token);

        await Eventually.BecomesAsync(() =>
            gateway.Table.Services is [{ Revisions: [{ Revision: 7, Endpoints.Count: 2 }] }]
        );
        var pods = await cluster.Api.ListAsync<V1Pod>(ResourceKind.Of<V1Pod>(), Slices.Space, null, Token);
        gateway
            .Table.Services[0]
            .Revisions[0]
            .Endpoints.Should()
            .BeEquivalentTo(
                pods.Items.Select(pod => new
                {
                    Replica = pod.Metadata.Name,
                    Http = $"http://{pod.Status.PodIP}:8080",
                    Grpc = $"http://{pod.Status.PodIP}:8081",
                })
            );
        (await gateway.HealthAsync()).Should().Be("ok");
    }

    [Fact]
    public async Task Rights_None_AreARemark()
    {
        await using var cluster = await TestCluster.StartAsync(
            options: new TestApiServerOptions { Authorisation = true }
        );
        cluster.WriteKubeconfig(cluster.Server.Users.Add(ApiUser.ServiceAccount(Slices.Space, GatewayAccount)));
        await using var gateway = await cluster.StartGatewayAsync();

        await Eventually.BecomesAsync(async () =>
            (await gateway.HealthAsync()).Contains("It has no routes yet.\n")
            && (await gateway.HealthAsync()).Contains("Forbidden")
        );
    }

    // Those of the rendered gateway.
    private static async Task GiveRightsAsync(TestCluster cluster)
    {
        var fleet = FleetRenderer.Render(
            new FleetManifest { Name = Slices.Space },
            new RenderOptions
            {
                Form = RenderForm.Resources,
                Namespace = Slices.Space,
                GatewayImage = "registry.example/gateway:1",
                ServerImage = "registry.example/server:1",
            }
        );
        foreach (var value in fleet.Objects.Where(each => each is V1Role or V1RoleBinding))
        {
            await cluster.Api.CreateAsync(ResourceKind.Of(value.GetType()), Slices.Space, (object)value, Token);
        }

        cluster.WriteKubeconfig(cluster.Server.Users.Add(ApiUser.ServiceAccount(Slices.Space, GatewayAccount)));
    }
}
