using k8s.Models;

namespace Slipway.Kubernetes.Pods;

/// <summary>What all pods have alike.</summary>
internal static class PodParts
{
    /// <summary>
    /// How long a pod goes on before it is told to end, in seconds: callers learn from EndpointSlices, a moment later, that it is to get no
    /// requests. By the kubelet's own sleep (Kubernetes 1.30), since there is no shell in the image.
    /// </summary>
    public const int Farewell = 5;

    /// <summary>What a program that could not start wrote last is why: kubelets put it into the pod's status.</summary>
    public const string LastWords = "FallbackToLogsOnError";

    private const string TemporaryVolume = "tmp";
    private const string TemporarySize = "256Mi";
    private static readonly string[] Spread = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"];

    public static V1Volume Temporary() =>
        new()
        {
            Name = TemporaryVolume,
            EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new ResourceQuantity(TemporarySize) },
        };

    public static V1VolumeMount TemporaryMount() => new() { Name = TemporaryVolume, MountPath = "/tmp" };

    public static V1Lifecycle LetCallersKnow() =>
        new() { PreStop = new V1LifecycleHandler { Sleep = new V1SleepAction { Seconds = Farewell } } };

    /// <summary>As far as there are some: a cluster of one node is taken as it is.</summary>
    public static IList<V1TopologySpreadConstraint> OverNodesAndZones(IDictionary<string, string> selector) =>
        [
            .. Spread.Select(key => new V1TopologySpreadConstraint
            {
                MaxSkew = 1,
                TopologyKey = key,
                WhenUnsatisfiable = "ScheduleAnyway",
                LabelSelector = new V1LabelSelector { MatchLabels = selector },
                // The pods of the revision before do not count.
                MatchLabelKeys = ["pod-template-hash"],
            }),
        ];

    public static IList<V1ContainerPort> Ports() =>
        [
            new V1ContainerPort { Name = ObjectNames.Http, ContainerPort = ObjectNames.HttpPort },
            new V1ContainerPort { Name = ObjectNames.Grpc, ContainerPort = ObjectNames.GrpcPort },
        ];
}
