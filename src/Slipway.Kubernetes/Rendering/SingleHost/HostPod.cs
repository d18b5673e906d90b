using k8s.Models;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.SingleHost;

/// <summary>
/// A pod that <c>podman kube play</c> (Podman 4.3 and later) can have. It has no ports, since they are the host's, and no probes:
/// Podman asks over HTTP with a program in the image, which ours has not. Everything has the fleet's name before its own, since Podman has no
/// namespaces and makes one volume of all that are called the same, whichever pod they are of.
/// </summary>
internal static class HostPod
{
    private const string TemporaryFolder = "/tmp";

    /// <summary>What an object of a service, or of the gateway, is called.</summary>
    public static string Name(FleetContext fleet, string name) => $"{fleet.Name}-{name}";

    public static V1Deployment Of(
        FleetContext fleet,
        string name,
        SortedDictionary<string, string> labels,
        long? userId,
        V1Container container,
        IReadOnlyList<V1Volume> volumes
    )
    {
        var temporary = PodParts.Temporary();
        temporary.Name = $"{Name(fleet, name)}-tmp";
        container.ImagePullPolicy = "IfNotPresent";
        container.SecurityContext = PodSecurity.Container();
        // Podman takes these from the container alone.
        container.SecurityContext.RunAsNonRoot = true;
        container.SecurityContext.RunAsUser = userId;
        container.SecurityContext.RunAsGroup = userId;
        container.VolumeMounts =
        [
            new V1VolumeMount { Name = temporary.Name, MountPath = TemporaryFolder },
            .. container.VolumeMounts ?? [],
        ];
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = new V1ObjectMeta { Name = Name(fleet, name), Labels = labels },
            Spec = new V1DeploymentSpec
            {
                Replicas = 1,
                Selector = new V1LabelSelector { MatchLabels = fleet.Selector(name) },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        HostNetwork = true,
                        AutomountServiceAccountToken = false,
                        EnableServiceLinks = false,
                        Containers = [container],
                        Volumes = [temporary, .. volumes],
                    },
                },
            },
        };
    }
}
