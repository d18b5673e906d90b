using k8s.Models;
using Slipway.Kubernetes.Causes;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Tests.Causes;

public sealed class PodCauseTests
{
    [Fact]
    public void Of_ReadyPod_IsNothing() => Of(new V1ContainerStatus { Ready = true }).Should().BeNull();

    [Fact]
    public void Of_PodOnItsWay_IsNothing() => Of(Waiting("ContainerCreating")).Should().BeNull();

    [Fact]
    public void Of_PodWithoutANode_SaysWhatTheSchedulerSays()
    {
        var pod = Pod();
        pod.Status.Conditions =
        [
            new V1PodCondition
            {
                Type = "PodScheduled",
                Status = "False",
                Reason = "Unschedulable",
                Message = "0/3 nodes are available: 3 Insufficient memory",
            },
        ];

        var cause = PodCause.Of(pod)!;

        cause.Reason.Should().Be("Unschedulable");
        cause.Message.Should().Contain("3 Insufficient memory").And.Contain("Ask for less");
        cause.IsFinal.Should().BeFalse("another node may come");
    }

    [Theory]
    [InlineData("ErrImagePull", false)]
    [InlineData("ImagePullBackOff", false)]
    [InlineData("InvalidImageName", true)]
    public void Of_ImageThatIsNotThere_NamesIt(string reason, bool isFinal)
    {
        var cause = Of(Waiting(reason, "manifest unknown"))!;

        cause.Reason.Should().Be(reason);
        cause
            .Message.Should()
            .Contain("registry.example/ner:9")
            .And.Contain("manifest unknown")
            .And.Contain("imagePullSecrets");
        cause.IsFinal.Should().Be(isFinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Of_ContainerThatEndsAgainAndAgain_SaysHowAndItsLastWords(int restarts, bool isFinal)
    {
        var status = Waiting("CrashLoopBackOff");
        status.RestartCount = restarts;
        status.LastState = Ended(3, "Error", "slipway: The model cannot be loaded.\n");

        var cause = Of(status)!;

        cause.Reason.Should().Be("Error");
        cause.Message.Should().Contain("exit code 3").And.EndWith("The model cannot be loaded.");
        cause.IsFinal.Should().Be(isFinal);
    }

    [Fact]
    public void Of_ContainerKilledForMemory_NamesTheLimitAndTheRemedy()
    {
        var status = Waiting("CrashLoopBackOff");
        status.RestartCount = 2;
        status.LastState = Ended(137, "OOMKilled", null);

        var cause = Of(status)!;

        cause.Reason.Should().Be(PodCause.OutOfMemory);
        cause
            .Message.Should()
            .Contain("limit of 256Mi")
            .And.Contain("Set resources.limits.memory to 512Mi")
            .And.Contain("2 times");
    }

    [Fact]
    public void Of_KilledForMemoryWhileLoadingIsMeasured_NamesWhatThatTakes()
    {
        var pod = Pod(Killed());
        pod.Metadata.Annotations = new Dictionary<string, string> { [SlipwayGroup.MemoryAnnotation] = "400Mi" };

        PodCause
            .Of(pod)!
            .Message.Should()
            .Contain("limit of 256Mi. Loading its model takes about 400Mi")
            .And.Contain("set resources.limits.memory to 800Mi");
    }

    [Fact]
    public void Of_KilledForMemoryWithoutALimit_NamesTheRequest()
    {
        var pod = Pod(Killed());
        pod.Spec.Containers[0].Resources = null;

        PodCause.Of(pod)!.Message.Should().Contain("it has no limit").And.Contain("Set resources.requests.memory");
    }

    [Fact]
    public void Of_EvictedPod_SaysWhy()
    {
        var pod = Pod();
        (pod.Status.Phase, pod.Status.Reason, pod.Status.Message) = (
            "Failed",
            "Evicted",
            "The node was low on resource: memory."
        );

        PodCause.Of(pod)!.Message.Should().Contain("low on resource: memory");
    }

    [Fact]
    public void Restarts_OfAPod_AreThoseOfItsContainers() =>
        PodCause
            .Restarts(Pod(new V1ContainerStatus { RestartCount = 2 }, new V1ContainerStatus { RestartCount = 3 }))
            .Should()
            .Be(5);

    private static PodCause? Of(V1ContainerStatus status) => PodCause.Of(Pod(status));

    private static V1ContainerStatus Waiting(string reason, string? message = null) =>
        new()
        {
            Name = "server",
            Image = "registry.example/ner:9",
            State = new V1ContainerState
            {
                Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message },
            },
        };

    private static V1ContainerStatus Killed()
    {
        var status = Waiting("CrashLoopBackOff");
        status.LastState = Ended(137, "OOMKilled", null);
        return status;
    }

    private static V1ContainerState Ended(int code, string reason, string? message) =>
        new()
        {
            Terminated = new V1ContainerStateTerminated
            {
                ExitCode = code,
                Reason = reason,
                Message = message,
            },
        };

    private static V1Pod Pod(params V1ContainerStatus[] containers) =>
        new()
        {
            Metadata = new V1ObjectMeta { Name = "ner-r2-abc" },
            Spec = new V1PodSpec
            {
                Containers =
                [
                    new V1Container
                    {
                        Name = "server",
                        Resources = new V1ResourceRequirements
                        {
                            Limits = new Dictionary<string, ResourceQuantity> { ["memory"] = new("256Mi") },
                        },
                    },
                ],
            },
            Status = new V1PodStatus { ContainerStatuses = containers },
        };
}
