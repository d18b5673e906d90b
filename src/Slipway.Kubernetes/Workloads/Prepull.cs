using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Workloads;

/// <summary>
/// Has all nodes where a revision's pods may run pull its images: a DaemonSet whose pods mount them (KEP-4639), which runs nothing of
/// them, and idle in the server's own image. A node has pulled all when its pod runs.
/// </summary>
public static class Prepull
{
    private const string ImageVolume = "image";
    private const string ModelVolume = "model";
    private const string Folder = "/prepull";

    public static string NameOf(string service, int revision) =>
        $"{RevisionWorkload.NameOf(service, revision)}-prepull";

    /// <param name="service">Whose revision it is; the owner.</param>
    /// <param name="revision">Whose images.</param>
    /// <param name="serverImage">What idles.</param>
    public static V1DaemonSet Of(ModelService service, RevisionInfo revision, string serverImage)
    {
        var name = NameOf(service.Metadata.Name, revision.Number);
        var selector = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [SlipwayGroup.PrepullLabel] = name,
        };
        var labels = ServiceObjectsOf.Labels(service);
        labels[SlipwayGroup.RevisionLabel] = revision.Number.ToString(
            System.Globalization.CultureInfo.InvariantCulture
        );
        return new V1DaemonSet
        {
            ApiVersion = "apps/v1",
            Kind = V1DaemonSet.KubeKind,
            Metadata = new V1ObjectMeta
            {
                Name = name,
                NamespaceProperty = service.Metadata.NamespaceProperty,
                Labels = labels,
                OwnerReferences = [ServiceObjectsOf.Owner(service)],
            },
            Spec = new V1DaemonSetSpec
            {
                RevisionHistoryLimit = 0,
                Selector = new V1LabelSelector { MatchLabels = selector },
                Template = Template(service, revision.Template, selector, serverImage),
            },
        };
    }

    private static V1PodTemplateSpec Template(
        ModelService service,
        ModelServiceSpec spec,
        SortedDictionary<string, string> labels,
        string serverImage
    )
    {
        var pod = spec.Pod ?? new PodOptions();
        var volumes = Volumes(spec);
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta { Labels = labels },
            Spec = new V1PodSpec
            {
                // Its secrets of images are the service's.
                ServiceAccountName = pod.ServiceAccountName ?? service.Metadata.Name,
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                SecurityContext = PodSecurity.Pod(ObjectNames.UserId, ownsVolumes: false),
                RuntimeClassName = pod.RuntimeClassName,
                ImagePullSecrets = pod.ImagePullSecrets?.ToList(),
                NodeSelector = pod.NodeSelector,
                Tolerations = pod.Tolerations?.ToList(),
                Affinity = pod.Affinity?.NodeAffinity is { } nodes ? new V1Affinity { NodeAffinity = nodes } : null,
                TerminationGracePeriodSeconds = 1,
                Containers = [Container(spec, serverImage, volumes)],
                Volumes = volumes.Count > 0 ? [.. volumes] : null,
            },
        };
    }

    private static V1Container Container(ModelServiceSpec spec, string serverImage, List<V1Volume> volumes) =>
        new()
        {
            Name = "idle",
            Image = spec.Model?.ServerImage ?? serverImage,
            ImagePullPolicy = spec.Model is null ? null : spec.ImagePullPolicy,
            Command = [ServerCommand.Program, "idle"],
            Resources = new V1ResourceRequirements
            {
                Requests = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
                {
                    ["cpu"] = new("5m"),
                    ["memory"] = new("32Mi"),
                },
                Limits = new SortedDictionary<string, ResourceQuantity>(StringComparer.Ordinal)
                {
                    ["memory"] = new("128Mi"),
                },
            },
            SecurityContext = PodSecurity.Container(),
            TerminationMessagePolicy = PodParts.LastWords,
            // An image that is not mounted is pulled as well, but the container would start without it.
            VolumeMounts =
                volumes.Count > 0
                    ?
                    [
                        .. volumes.Select(volume => new V1VolumeMount
                        {
                            Name = volume.Name,
                            MountPath = $"{Folder}/{volume.Name}",
                            ReadOnlyProperty = true,
                        }),
                    ]
                    : null,
        };

    private static List<V1Volume> Volumes(ModelServiceSpec spec)
    {
        List<V1Volume> volumes = [];
        if (spec.Image is { } image)
            volumes.Add(Volume(ImageVolume, image));
        if (spec.Model is { Delivery: ArtifactDelivery.ImageVolume, Artifact: { } artifact })
            volumes.Add(Volume(ModelVolume, artifact));
        return volumes;

        V1Volume Volume(string name, string reference) =>
            new()
            {
                Name = name,
                Image = new V1ImageVolumeSource { Reference = reference, PullPolicy = spec.ImagePullPolicy },
            };
    }
}
