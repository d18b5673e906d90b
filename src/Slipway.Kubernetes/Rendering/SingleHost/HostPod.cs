using k8s.Models;
using Slipway.Kubernetes.Rendering.Plain;

namespace Slipway.Kubernetes.Rendering.SingleHost;

/// <summary>
/// A pod that <c>podman kube play</c> (Podman 4.3 and later) can have. It has no ports, since they are the host's, and no probes:
/// Podman asks over HTTP with a program in the image, which ours has not.
/// </summary>
internal static class HostPod
{
    public static V1Deployment Of(
        string name,
        SortedDictionary<string, string> labels,
        SortedDictionary<string, string> selector,
        long? userId,
        V1Container container,
        IReadOnlyList<V1Volume> volumes
    )
    {
        container.ImagePullPolicy = "IfNotPresent";
        container.SecurityContext = PodSecurity.Container();
        // Podman takes these from the container alone.
        container.SecurityContext.RunAsNonRoot = true;
        container.SecurityContext.RunAsUser = userId;
        container.SecurityContext.RunAsGroup = userId;
        container.VolumeMounts = [PodTemplate.TemporaryMount(), .. container.VolumeMounts ?? []];
        return new V1Deployment
        {
            ApiVersion = "apps/v1",
            Kind = V1Deployment.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V1DeploymentSpec
            {
                Replicas = 1,
                Selector = new V1LabelSelector { MatchLabels = selector },
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta { Labels = labels },
                    Spec = new V1PodSpec
                    {
                        HostNetwork = true,
                        AutomountServiceAccountToken = false,
                        EnableServiceLinks = false,
                        Containers = [container],
                        Volumes = [PodTemplate.Temporary(), .. volumes],
                    },
                },
            },
        };
    }
}
