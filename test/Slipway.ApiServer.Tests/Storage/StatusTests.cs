using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Storage;

public sealed class StatusTests : ClusterTest
{
    [Fact]
    public async Task Generation_OfADeployment_CountsChangesOfItsSpecAndItsAnnotations()
    {
        var made = await Client.AppsV1.CreateNamespacedDeploymentAsync(
            Deployment("web"),
            Space,
            cancellationToken: Cancelled
        );
        made.Metadata.Generation.Should().Be(1);

        var noted = await OnLatestAsync(
            () => Client.AppsV1.ReadNamespacedDeploymentAsync("web", Space, cancellationToken: Cancelled),
            web =>
            {
                web.Metadata.Annotations = new Dictionary<string, string> { ["note"] = "a" };
                return Client.AppsV1.ReplaceNamespacedDeploymentAsync(web, "web", Space, cancellationToken: Cancelled);
            }
        );
        var generation = noted.Metadata.Generation;
        generation.Should().BeGreaterThan(1);

        var patch = new V1Patch("""{"spec":{"replicas":3}}""", V1Patch.PatchType.MergePatch);
        var scaled = await Client.AppsV1.PatchNamespacedDeploymentAsync(
            patch,
            "web",
            Space,
            cancellationToken: Cancelled
        );
        scaled.Metadata.Generation.Should().Be(generation + 1);
    }

    [Fact]
    public async Task Status_ThroughTheObject_IsNotWritten()
    {
        var body = Deployment("web");
        body.Status = new V1DeploymentStatus { Replicas = 7 };
        var made = await Client.AppsV1.CreateNamespacedDeploymentAsync(
            body,
            Space,
            dryRun: "All",
            cancellationToken: Cancelled
        );
        (made.Status?.Replicas ?? 0).Should().Be(0);

        await Client.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(Budget(), Space, cancellationToken: Cancelled);
        var written = await OnLatestAsync(
            ReadBudgetAsync,
            budget =>
            {
                budget.Status = new V1PodDisruptionBudgetStatus { DesiredHealthy = 9 };
                budget.Spec.MinAvailable = 2;
                return Client.PolicyV1.ReplaceNamespacedPodDisruptionBudgetAsync(
                    budget,
                    "web",
                    Space,
                    cancellationToken: Cancelled
                );
            }
        );
        (written.Status?.DesiredHealthy ?? 0).Should().NotBe(9);
        written.Spec.MinAvailable.Value.Should().Be("2");
    }

    [Fact]
    public async Task Spec_ThroughTheStatus_IsNotWritten()
    {
        await Client.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(Budget(), Space, cancellationToken: Cancelled);
        var written = await OnLatestAsync(
            ReadBudgetAsync,
            budget =>
            {
                budget.Spec.MinAvailable = 5;
                budget.Status = new V1PodDisruptionBudgetStatus
                {
                    CurrentHealthy = 1,
                    DesiredHealthy = 1,
                    DisruptionsAllowed = 0,
                    ExpectedPods = 1,
                };
                return Client.PolicyV1.ReplaceNamespacedPodDisruptionBudgetStatusAsync(
                    budget,
                    "web",
                    Space,
                    cancellationToken: Cancelled
                );
            }
        );
        written.Spec.MinAvailable.Value.Should().Be("1");
        written.Status.CurrentHealthy.Should().Be(1);
        written.Metadata.Generation.Should().Be(1);
    }

    [Fact]
    public async Task Scale_OfADeployment_ReadsAndWritesItsReplicas()
    {
        await Client.AppsV1.CreateNamespacedDeploymentAsync(Deployment("web", 2), Space, cancellationToken: Cancelled);
        await OnLatestAsync(
            () => Client.AppsV1.ReadNamespacedDeploymentScaleAsync("web", Space, cancellationToken: Cancelled),
            scale =>
            {
                scale.Spec.Replicas.Should().Be(2);
                scale.Status.Selector.Should().Be("app=web");
                scale.Spec.Replicas = 5;
                return Client.AppsV1.ReplaceNamespacedDeploymentScaleAsync(
                    scale,
                    "web",
                    Space,
                    cancellationToken: Cancelled
                );
            }
        );
        var web = await Client.AppsV1.ReadNamespacedDeploymentAsync("web", Space, cancellationToken: Cancelled);
        web.Spec.Replicas.Should().Be(5);
        web.Metadata.Generation.Should().Be(2);
    }

    private Task<V1PodDisruptionBudget> ReadBudgetAsync() =>
        Client.PolicyV1.ReadNamespacedPodDisruptionBudgetAsync("web", Space, cancellationToken: Cancelled);

    private static V1PodDisruptionBudget Budget() =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = "web" },
            Spec = new V1PodDisruptionBudgetSpec
            {
                MinAvailable = 1,
                Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
            },
        };
}
