using k8s;
using k8s.Models;
using Slipway.ApiServer.Workloads;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Tests.Cluster;

/// <summary>
/// A node of a real cluster that no kubelet serves: a test plays it, so that pods fare as the test says, as on the stand-in. Nothing but the
/// test's own pods is scheduled there.
/// </summary>
internal sealed class PlayedNode : IAsyncDisposable
{
    /// <summary>Pods there have addresses of this network, which is nowhere: API servers take none of loopback.</summary>
    public const string Network = "10.255.";

    private const string Taint = "testing.slipway.dev/node";
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Sign = TimeSpan.FromSeconds(10);

    private readonly k8s.Kubernetes _client;
    private readonly string _space;
    private readonly Dictionary<string, PodBehaviour> _behaviours = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private Task _loop = Task.CompletedTask;

    private PlayedNode(k8s.Kubernetes client, string space) => (_client, _space, Name) = (client, space, space);

    public string Name { get; }

    /// <summary>What pods have that are to run here.</summary>
    public PodOptions Pod =>
        new()
        {
            NodeSelector = new Dictionary<string, string> { [Taint] = Name },
            Tolerations = [new V1Toleration { Key = Taint, OperatorProperty = "Exists" }],
        };

    /// <param name="client">Who may do everything.</param>
    /// <param name="space">The test's namespace, after which the node is called.</param>
    /// <param name="token">Ends the start.</param>
    public static async Task<PlayedNode> StartAsync(k8s.Kubernetes client, string space, CancellationToken token)
    {
        var node = new PlayedNode(client, space);
        await client.CoreV1.CreateNodeAsync(
            new V1Node
            {
                Metadata = new V1ObjectMeta
                {
                    Name = node.Name,
                    Labels = new Dictionary<string, string>
                    {
                        [Taint] = node.Name,
                        ["kubernetes.io/hostname"] = node.Name,
                    },
                },
                Spec = new V1NodeSpec
                {
                    Taints =
                    [
                        new V1Taint
                        {
                            Key = Taint,
                            Value = node.Name,
                            Effect = "NoSchedule",
                        },
                    ],
                },
            },
            cancellationToken: token
        );
        await node.ShowSignOfLifeAsync();
        node._loop = Task.Run(node.RunAsync, CancellationToken.None);
        return node;
    }

    /// <summary>As the stand-in's: how pods of an image fare; others are ready at once.</summary>
    public void ForImage(string image, PodBehaviour behaviour)
    {
        lock (_behaviours)
        {
            _behaviours[image] = behaviour;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        await _client.CoreV1.DeleteNodeAsync(Name);
        _end.Dispose();
    }

    private async Task RunAsync()
    {
        var shown = DateTimeOffset.UtcNow;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                if (DateTimeOffset.UtcNow - shown > Sign)
                {
                    await ShowSignOfLifeAsync();
                    shown = DateTimeOffset.UtcNow;
                }

                var pods = await _client.CoreV1.ListNamespacedPodAsync(
                    _space,
                    fieldSelector: $"spec.nodeName={Name}",
                    cancellationToken: _end.Token
                );
                foreach (var pod in pods.Items)
                {
                    await PlayAsync(pod);
                }

                await Task.Delay(Beat, _end.Token);
            }
            catch (Exception e)
                when (e is OperationCanceledException or HttpRequestException or k8s.Autorest.HttpOperationException)
            {
                // The end, or a pod that has changed meanwhile: the next round sees it.
            }
        }
    }

    private async Task PlayAsync(V1Pod pod)
    {
        var name = pod.Metadata.Name;
        if (pod.Metadata.DeletionTimestamp is not null)
        {
            await _client.CoreV1.DeleteNamespacedPodAsync(
                name,
                _space,
                gracePeriodSeconds: 0,
                cancellationToken: _end.Token
            );
            return;
        }

        var image = pod.Spec.Containers[0].Image;
        PodBehaviour behaviour;
        lock (_behaviours)
        {
            behaviour = _behaviours.GetValueOrDefault(image) ?? PodBehaviour.Ready();
        }

        var isReady = behaviour.Fate == PodFate.Ready;
        var seen = pod.Status.Conditions?.FirstOrDefault(each => each.Type == "Ready")?.Status == "True";
        if (pod.Status.PodIP is { Length: > 0 } && seen == isReady)
            return;
        pod.Status = Status(pod, behaviour, isReady);
        await _client.CoreV1.ReplaceNamespacedPodStatusAsync(pod, name, _space, cancellationToken: _end.Token);
    }

    private V1PodStatus Status(V1Pod pod, PodBehaviour behaviour, bool isReady)
    {
        var address = Address(pod);
        var now = DateTime.UtcNow;
        string[] conditions = ["PodScheduled", "Initialized", "ContainersReady", "Ready"];
        return new V1PodStatus
        {
            Phase = "Running",
            PodIP = address,
            PodIPs = [new V1PodIP { Ip = address }],
            StartTime = now,
            Conditions =
            [
                .. conditions.Select(each => new V1PodCondition
                {
                    Type = each,
                    Status = isReady || each is "PodScheduled" or "Initialized" ? "True" : "False",
                    LastTransitionTime = now,
                }),
            ],
            ContainerStatuses =
            [
                new V1ContainerStatus
                {
                    Name = pod.Spec.Containers[0].Name,
                    Image = pod.Spec.Containers[0].Image,
                    ImageID = "sha256:none",
                    Ready = isReady,
                    RestartCount = isReady ? 0 : 1,
                    State = State(behaviour, now),
                    LastState = behaviour.Fate is not PodFate.Crashes
                        ? null
                        : new V1ContainerState
                        {
                            Terminated = new V1ContainerStateTerminated
                            {
                                ExitCode = behaviour.ExitCode,
                                Reason = "Error",
                                Message = behaviour.LastLine,
                                FinishedAt = now,
                            },
                        },
                },
            ],
        };
    }

    private static V1ContainerState State(PodBehaviour behaviour, DateTime now) =>
        behaviour.Fate switch
        {
            PodFate.Ready => new V1ContainerState { Running = new V1ContainerStateRunning { StartedAt = now } },
            PodFate.ImagePullFails => Waiting("ImagePullBackOff", behaviour.Message),
            PodFate.Crashes => Waiting("CrashLoopBackOff", "back-off"),
            _ => throw new NotSupportedException($"Nobody plays pods whose fate is {behaviour.Fate}."),
        };

    private static V1ContainerState Waiting(string reason, string message) =>
        new()
        {
            Waiting = new V1ContainerStateWaiting { Reason = reason, Message = message },
        };

    private string Address(V1Pod pod)
    {
        if (pod.Metadata.Annotations?.TryGetValue(ClusterWorkloads.AddressAnnotation, out var own) == true)
            return own;
        if (!_addresses.TryGetValue(pod.Metadata.Uid, out var address))
            _addresses.Add(
                pod.Metadata.Uid,
                address = $"{Network}{_addresses.Count / 250}.{1 + (_addresses.Count % 250)}"
            );
        return address;
    }

    // Controllers write nodes as well.
    private async Task ShowSignOfLifeAsync()
    {
        for (var attempt = 0; ; attempt++)
        {
            var node = await _client.CoreV1.ReadNodeAsync(Name, cancellationToken: _end.Token);
            node.Status = Alive();
            try
            {
                await _client.CoreV1.ReplaceNodeStatusAsync(node, Name, cancellationToken: _end.Token);
                return;
            }
            catch (k8s.Autorest.HttpOperationException e)
                when (attempt < 50 && e.Response.StatusCode == System.Net.HttpStatusCode.Conflict)
            {
                await Task.Delay(20, _end.Token);
            }
        }
    }

    private static V1NodeStatus Alive()
    {
        var room = new Dictionary<string, ResourceQuantity>
        {
            ["cpu"] = new("64"),
            ["memory"] = new("256Gi"),
            ["pods"] = new("500"),
        };
        return new V1NodeStatus
        {
            Capacity = room,
            Allocatable = room,
            Conditions =
            [
                new V1NodeCondition
                {
                    Type = "Ready",
                    Status = "True",
                    Reason = "Played",
                    LastHeartbeatTime = DateTime.UtcNow,
                    LastTransitionTime = DateTime.UtcNow,
                },
            ],
        };
    }
}
