using k8s;
using k8s.Models;
using Slipway.ApiServer.Workloads;

namespace Slipway.ApiServer.Tests.Workloads;

public sealed class DeploymentTests : WorkloadTest
{
    [Fact]
    public async Task Deployment_WhosePodsAreReady_SaysSo()
    {
        await DeployAsync("web", 3);
        var web = await DeploymentAsync("web");
        web.Status.ReadyReplicas.Should().Be(3);
        web.Status.UpdatedReplicas.Should().Be(3);
        web.Status.ObservedGeneration.Should().Be(web.Metadata.Generation);
        Condition(web, "Available").Status.Should().Be("True");
        Condition(web, "Progressing").Reason.Should().Be("NewReplicaSetAvailable");
        (await PodsAsync("web")).Select(pod => pod.Spec.NodeName).Distinct().Should().HaveCount(2);
    }

    [Fact]
    public async Task Rollout_ByDefault_NeverFallsUnderWhatMustBeAvailable()
    {
        await DeployAsync("web", 4);
        await DeploymentAsync("web");
        Workloads.ForImage("registry.example/web:2", PodBehaviour.Ready(TimeSpan.FromSeconds(5)));
        await SetImageAsync("web", "registry.example/web:2");
        for (var step = 0; step < 8; step++)
        {
            var pods = (await PodsAsync("web")).Where(pod => pod.Metadata.DeletionTimestamp is null).ToList();
            pods.Count(IsReady).Should().BeGreaterThanOrEqualTo(3);
            pods.Count.Should().BeLessThanOrEqualTo(5);
            await AdvanceAsync(TimeSpan.FromSeconds(5));
        }

        (await PodsAsync("web"))
            .Should()
            .HaveCount(4)
            .And.OnlyContain(pod => pod.Spec.Containers[0].Image == "registry.example/web:2");
        (await DeploymentAsync("web")).Status.UpdatedReplicas.Should().Be(4);
    }

    [Fact]
    public async Task Rollout_ThatDoesNotGetOn_ExceedsItsDeadlineAndKeepsTheOld()
    {
        var body = Deployment("web", 2);
        body.Spec.ProgressDeadlineSeconds = 60;
        await Client.AppsV1.CreateNamespacedDeploymentAsync(body, Space, cancellationToken: Cancelled);
        await DeploymentAsync("web");
        Workloads.ForImage("registry.example/web:2", PodBehaviour.NeverReady());
        await SetImageAsync("web", "registry.example/web:2");
        Condition(await DeploymentAsync("web"), "Progressing").Reason.Should().Be("ReplicaSetUpdated");
        await AdvanceAsync(TimeSpan.FromSeconds(60));
        var web = await DeploymentAsync("web");
        Condition(web, "Progressing").Reason.Should().Be("ProgressDeadlineExceeded");
        Condition(web, "Progressing").Status.Should().Be("False");
        web.Status.AvailableReplicas.Should().Be(2);

        await SetImageAsync("web", "registry.example/web:1");
        web = await DeploymentAsync("web");
        Condition(web, "Progressing").Reason.Should().Be("NewReplicaSetAvailable");
        (await PodsAsync("web"))
            .Should()
            .HaveCount(2)
            .And.OnlyContain(pod => pod.Spec.Containers[0].Image == "registry.example/web:1");
    }

    [Fact]
    public async Task Deployment_ScaledToZero_HasNoPods()
    {
        await DeployAsync("web", 2);
        await DeploymentAsync("web");
        var scale = new V1Patch("""{"spec":{"replicas":0}}""", V1Patch.PatchType.MergePatch);
        await Client.AppsV1.PatchNamespacedDeploymentScaleAsync(scale, "web", Space, cancellationToken: Cancelled);
        (await PodsAsync("web")).Should().BeEmpty();
        (await DeploymentAsync("web")).Status.Replicas.Should().BeNull();
    }

    [Fact]
    public async Task Deployment_ThatIsDeleted_TakesReplicaSetsAndPodsAlong()
    {
        await DeployAsync("web", 2);
        await DeploymentAsync("web");
        await Client.AppsV1.DeleteNamespacedDeploymentAsync("web", Space, cancellationToken: Cancelled);
        (await PodsAsync("web")).Should().BeEmpty();
        var sets = await Client.AppsV1.ListNamespacedReplicaSetAsync(Space, cancellationToken: Cancelled);
        sets.Items.Should().BeEmpty();
    }

    [Fact]
    public async Task Node_ThatIsCordoned_GetsNoMorePods()
    {
        Assert.SkipWhen(IsRealCluster, "Its nodes are others'.");
        var cordon = new V1Patch("""{"spec":{"unschedulable":true}}""", V1Patch.PatchType.MergePatch);
        await Client.CoreV1.PatchNodeAsync(cordon, "node-1", cancellationToken: Cancelled);
        await DeployAsync("web", 3);
        (await PodsAsync("web")).Should().OnlyContain(pod => pod.Spec.NodeName == "node-2");
    }

    [Fact]
    public async Task Deployment_OfAnAccountThatIsNotThere_MakesNoPodsAndSaysWhy()
    {
        var body = Deployment("web");
        body.Spec.Template.Spec.ServiceAccountName = "runner";
        await Client.AppsV1.CreateNamespacedDeploymentAsync(body, Space, cancellationToken: Cancelled);
        (await PodsAsync("web")).Should().BeEmpty();
        var failure = Condition(await DeploymentAsync("web"), "ReplicaFailure");
        failure.Reason.Should().Be("FailedCreate");
        failure.Message.Should().Contain("serviceaccount \"runner\" not found");

        var account = new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "runner" } };
        await Client.CoreV1.CreateNamespacedServiceAccountAsync(account, Space, cancellationToken: Cancelled);
        (await PodsAsync("web")).Should().ContainSingle();
        (await DeploymentAsync("web"))
            .Status.Conditions.Should()
            .NotContain(condition => condition.Type == "ReplicaFailure");
    }

    private static V1DeploymentCondition Condition(V1Deployment deployment, string type) =>
        deployment.Status.Conditions.Single(condition => condition.Type == type);
}
