using k8s;
using k8s.Models;
using Slipway.ApiServer.Workloads;

namespace Slipway.ApiServer.Tests.Workloads;

public sealed class PodTests : WorkloadTest
{
    [Fact]
    public async Task Pod_ThatTakesTime_BecomesReadyAfterIt()
    {
        Workloads.ForAll(PodBehaviour.Ready(TimeSpan.FromSeconds(5)));
        await DeployAsync("web");
        var pod = (await PodsAsync("web")).Should().ContainSingle().Subject;
        pod.Status.Phase.Should().Be("Running");
        IsReady(pod).Should().BeFalse();
        pod.Status.PodIP.Should().StartWith("127.1.");
        await AdvanceAsync(TimeSpan.FromSeconds(4.9));
        IsReady((await PodsAsync("web"))[0]).Should().BeFalse();
        await AdvanceAsync(TimeSpan.FromSeconds(0.1));
        IsReady((await PodsAsync("web"))[0]).Should().BeTrue();
    }

    [Fact]
    public async Task Pod_WhoseImageIsMissing_WaitsWithTheReason()
    {
        Workloads.ForImage("registry.example/web:1", PodBehaviour.ImagePullFails("manifest unknown"));
        await DeployAsync("web");
        var state = (await PodsAsync("web"))[0].Status.ContainerStatuses[0].State;
        state.Waiting.Reason.Should().Be("ErrImagePull");
        state.Waiting.Message.Should().Contain("manifest unknown");
        await AdvanceAsync(TimeSpan.FromSeconds(10));
        var pod = (await PodsAsync("web"))[0];
        pod.Status.Phase.Should().Be("Pending");
        pod.Status.ContainerStatuses[0].State.Waiting.Reason.Should().Be("ImagePullBackOff");
        var events = await Client.CoreV1.ListNamespacedEventAsync(
            Space,
            fieldSelector: $"involvedObject.name={pod.Metadata.Name},type=Warning",
            cancellationToken: Cancelled
        );
        events.Items.Should().Contain(item => item.Reason == "Failed" && item.Message.Contains("manifest unknown"));
    }

    [Fact]
    public async Task Pod_ThatCrashes_IsStartedAgainAfterLongerWaits()
    {
        Workloads.ForAll(PodBehaviour.Crashes(3, "model file is missing", TimeSpan.FromSeconds(1)));
        await DeployAsync("web");
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        var pod = (await PodsAsync("web"))[0];
        var status = pod.Status.ContainerStatuses[0];
        status.State.Waiting.Reason.Should().Be("CrashLoopBackOff");
        status.LastState.Terminated.ExitCode.Should().Be(3);
        status.RestartCount.Should().Be(0);
        await using var log = await Client.CoreV1.ReadNamespacedPodLogAsync(
            pod.Metadata.Name,
            Space,
            previous: true,
            tailLines: 1,
            cancellationToken: Cancelled
        );
        (await new StreamReader(log).ReadToEndAsync(Cancelled)).Should().Be("model file is missing\n");

        await AdvanceAsync(TimeSpan.FromSeconds(10));
        status = (await PodsAsync("web"))[0].Status.ContainerStatuses[0];
        status.RestartCount.Should().Be(1);
        status.State.Running.Should().NotBeNull();
        await AdvanceAsync(TimeSpan.FromSeconds(11));
        (await PodsAsync("web"))[0]
            .Status.ContainerStatuses[0]
            .State.Waiting.Message.Should()
            .StartWith("back-off 20s");
    }

    [Fact]
    public async Task Pod_ThatIsKilledForMemory_SaysSoAndRunsAgain()
    {
        await DeployAsync("web");
        var pod = (await PodsAsync("web"))[0];
        Workloads.Kill(Space, pod.Metadata.Name);
        var status = (await PodsAsync("web"))[0].Status.ContainerStatuses[0];
        status.LastState.Terminated.Reason.Should().Be("OOMKilled");
        status.LastState.Terminated.ExitCode.Should().Be(137);
        status.RestartCount.Should().Be(1);
        status.Ready.Should().BeTrue();
    }

    [Fact]
    public async Task Pod_ThatFitsNowhere_IsUnschedulable()
    {
        Workloads.ForLabel("app", "web", PodBehaviour.Unschedulable("Insufficient memory"));
        await DeployAsync("web");
        var pod = (await PodsAsync("web"))[0];
        pod.Status.Phase.Should().Be("Pending");
        var condition = pod
            .Status.Conditions.Should()
            .ContainSingle(condition => condition.Type == "PodScheduled")
            .Subject;
        condition.Reason.Should().Be("Unschedulable");
        condition.Message.Should().Be("0/2 nodes are available: 2 Insufficient memory.");
        Workloads.ForAll(PodBehaviour.Ready());
        IsReady((await PodsAsync("web"))[0]).Should().BeTrue();
    }

    [Fact]
    public async Task Pod_ThatIsDeleted_StaysWhileItStops()
    {
        Workloads.ForAll(new PodBehaviour { StopTakes = TimeSpan.FromSeconds(8) });
        await DeployAsync("web");
        var pod = (await PodsAsync("web"))[0];
        await Client.CoreV1.DeleteNamespacedPodAsync(pod.Metadata.Name, Space, cancellationToken: Cancelled);
        var both = await PodsAsync("web");
        both.Should().HaveCount(2);
        both.Single(item => item.Metadata.Uid == pod.Metadata.Uid).Metadata.DeletionGracePeriodSeconds.Should().Be(30);
        await AdvanceAsync(TimeSpan.FromSeconds(8));
        (await PodsAsync("web")).Should().ContainSingle().Which.Metadata.Uid.Should().NotBe(pod.Metadata.Uid);
    }

    [Fact]
    public async Task Pod_UnderItsTestsHand_IsReadyWhenToldSo()
    {
        Workloads.ForAll(PodBehaviour.Manual());
        await DeployAsync("web");
        var name = (await PodsAsync("web"))[0].Metadata.Name;
        IsReady((await PodsAsync("web"))[0]).Should().BeFalse();
        Workloads.SetReady(Space, name, ready: true);
        IsReady((await PodsAsync("web"))[0]).Should().BeTrue();
        Workloads.SetReady(Space, name, ready: false);
        IsReady((await PodsAsync("web"))[0]).Should().BeFalse();
    }

    [Fact]
    public async Task Eviction_AgainstABudget_IsRefusedUntilAnotherIsReady()
    {
        await Client.PolicyV1.CreateNamespacedPodDisruptionBudgetAsync(
            new V1PodDisruptionBudget
            {
                Metadata = new V1ObjectMeta { Name = "web" },
                Spec = new V1PodDisruptionBudgetSpec
                {
                    MinAvailable = 1,
                    Selector = new V1LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
                },
            },
            Space,
            cancellationToken: Cancelled
        );
        await DeployAsync("web");
        var pod = (await PodsAsync("web"))[0];
        var refused = await RefusedAsync(() => EvictAsync(pod));
        refused.Code.Should().Be(429);
        refused.Reason.Should().Be("TooManyRequests");
        refused.Details.Causes.Should().ContainSingle().Which.Reason.Should().Be("DisruptionBudget");

        var scale = new V1Patch("""{"spec":{"replicas":2}}""", V1Patch.PatchType.MergePatch);
        await Client.AppsV1.PatchNamespacedDeploymentScaleAsync(scale, "web", Space, cancellationToken: Cancelled);
        await SettledAsync();
        await EvictAsync(pod);
        (await PodsAsync("web")).Should().NotContain(item => item.Metadata.Uid == pod.Metadata.Uid);
    }

    private Task<V1Eviction> EvictAsync(V1Pod pod) =>
        Client.CoreV1.CreateNamespacedPodEvictionAsync(
            new V1Eviction
            {
                Metadata = new V1ObjectMeta { Name = pod.Metadata.Name, NamespaceProperty = Space },
            },
            pod.Metadata.Name,
            Space,
            cancellationToken: Cancelled
        );
}
