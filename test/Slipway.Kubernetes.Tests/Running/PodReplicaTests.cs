using k8s.Models;
using Slipway.Deployment.Fleet;
using Slipway.Kubernetes.Applying;
using Slipway.Kubernetes.Running;

namespace Slipway.Kubernetes.Tests.Running;

public sealed class PodReplicaTests
{
    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(59, ReplicaState.Starting)]
    [InlineData(61, ReplicaState.CrashLoop)]
    public void Of_AnImageThatIsNotPulled_GivesTheRegistryAMinute(int seconds, ReplicaState state)
    {
        var pod = Pod(
            new V1ContainerState
            {
                Waiting = new V1ContainerStateWaiting { Reason = "ImagePullBackOff", Message = "not found" },
            }
        );

        var replica = PodReplica.Of(pod, Seen(Made.AddSeconds(seconds)));

        replica.State.Should().Be(state);
        replica.Why.Should().Contain("does not get its image registry.example/a:1: not found");
    }

    [Theory]
    [InlineData(1, ReplicaState.Waiting)]
    [InlineData(3, ReplicaState.CrashLoop)]
    public void Of_AContainerThatEnds_IsACrashLoopWhenItIsNoAccident(int restarts, ReplicaState state)
    {
        var pod = Pod(
            new V1ContainerState { Waiting = new V1ContainerStateWaiting { Reason = "CrashLoopBackOff" } },
            restarts,
            new V1ContainerStateTerminated
            {
                ExitCode = 3,
                Reason = "Error",
                Message = "model file is missing",
            }
        );

        var replica = PodReplica.Of(pod, Seen(Made));

        (replica.State, replica.Restarts, replica.LastEnd).Should().Be((state, restarts, "exit code 3"));
        replica.Why.Should().Contain("model file is missing");
    }

    [Fact]
    public void Of_APodThatRunsAndIsNotReady_SaysWhatItsProbeSaid()
    {
        var pod = Pod(new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = Made.UtcDateTime } });
        pod.Status.ContainerStatuses[0].Started = true;

        var silent = PodReplica.Of(pod, Seen(Made));
        var probed = PodReplica.Of(
            pod,
            Seen(Made) with
            {
                Probes = new Dictionary<string, string> { ["uid"] = "Readiness probe failed: statuscode: 503" },
            }
        );

        silent.Why.Should().Be("a-1 runs and is not ready yet");
        probed.State.Should().Be(ReplicaState.NotReady);
        probed.Why.Should().Contain("Readiness probe failed: statuscode: 503").And.Contain("/v2/health/ready");
    }

    [Fact]
    public void Of_APodThatWasToldToEnd_IsStopping()
    {
        var pod = Pod(new V1ContainerState { Running = new V1ContainerStateRunning() });
        pod.Status.Conditions = [new V1PodCondition { Type = "Ready", Status = "True" }];
        var ready = PodReplica.Of(pod, Seen(Made));
        pod.Metadata.DeletionTimestamp = Made.UtcDateTime;

        ready.State.Should().Be(ReplicaState.Ready);
        ready.Why.Should().BeNull();
        PodReplica.Of(pod, Seen(Made)).State.Should().Be(ReplicaState.Stopping);
    }

    private static V1Pod Pod(V1ContainerState state, int restarts = 0, V1ContainerStateTerminated? last = null) =>
        new()
        {
            Metadata = new V1ObjectMeta
            {
                Name = "a-1",
                Uid = "uid",
                CreationTimestamp = Made.UtcDateTime,
            },
            Status = new V1PodStatus
            {
                ContainerStatuses =
                [
                    new V1ContainerStatus
                    {
                        Name = "server",
                        Image = "registry.example/a:1",
                        State = state,
                        RestartCount = restarts,
                        LastState = new V1ContainerState { Terminated = last },
                    },
                ],
            },
        };

    private static FleetSnapshot Seen(DateTimeOffset at) =>
        new()
        {
            Scope = new FleetScope("f", "f"),
            At = at,
            Deployments = [],
            ReplicaSets = [],
            Pods = [],
            Services = [],
            Autoscalers = [],
            ModelServices = [],
            Pipelines = [],
        };
}
