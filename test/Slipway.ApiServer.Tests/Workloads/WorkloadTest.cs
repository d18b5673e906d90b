using k8s;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Slipway.ApiServer.Workloads;

namespace Slipway.ApiServer.Tests.Workloads;

/// <summary>A test of pods by a clock that stands still: of the stand-in alone.</summary>
public abstract class WorkloadTest : ClusterTest
{
    protected WorkloadTest() =>
        Options = new TestApiServerOptions
        {
            Time = Time,
            Workloads = true,
            Nodes = 2,
        };

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero));

    protected override TestApiServerOptions Options { get; }

    protected ClusterWorkloads Workloads => Server.Workloads;

    protected Task SettledAsync() => Server.SettledAsync(Cancelled);

    protected async Task AdvanceAsync(TimeSpan time)
    {
        await SettledAsync();
        Time.Advance(time);
        await SettledAsync();
    }

    protected Task<V1Deployment> DeployAsync(string name, int replicas = 1, string image = "registry.example/web:1") =>
        Client.AppsV1.CreateNamespacedDeploymentAsync(
            Deployment(name, replicas, image),
            Space,
            cancellationToken: Cancelled
        );

    protected async Task<V1Deployment> DeploymentAsync(string name)
    {
        await SettledAsync();
        return await Client.AppsV1.ReadNamespacedDeploymentAsync(name, Space, cancellationToken: Cancelled);
    }

    protected async Task SetImageAsync(string name, string image) =>
        await Client.AppsV1.PatchNamespacedDeploymentAsync(
            new V1Patch(
                """[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"IMAGE"}]""".Replace(
                    "IMAGE",
                    image,
                    StringComparison.Ordinal
                ),
                V1Patch.PatchType.JsonPatch
            ),
            name,
            Space,
            cancellationToken: Cancelled
        );

    protected async Task<IList<V1Pod>> PodsAsync(string app)
    {
        await SettledAsync();
        return (
            await Client.CoreV1.ListNamespacedPodAsync(Space, labelSelector: $"app={app}", cancellationToken: Cancelled)
        ).Items;
    }

    protected static bool IsReady(V1Pod pod) =>
        pod.Status.Conditions.Any(condition => condition is { Type: "Ready", Status: "True" });
}
