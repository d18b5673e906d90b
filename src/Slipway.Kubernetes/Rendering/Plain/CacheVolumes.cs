using k8s.Models;
using Slipway.Errors;
using Slipway.Kubernetes.Pods;

namespace Slipway.Kubernetes.Rendering.Plain;

/// <summary>The volume that keeps what a server has fetched from an address.</summary>
internal static class CacheVolumes
{
    /// <summary>Null where the model is in the image.</summary>
    public static V1PersistentVolumeClaim? Of(
        FleetService service,
        string? storageClass,
        SortedDictionary<string, string> labels
    ) =>
        service.Address is null
            ? null
            : new V1PersistentVolumeClaim
            {
                ApiVersion = "v1",
                Kind = V1PersistentVolumeClaim.KubeKind,
                Metadata = new V1ObjectMeta { Name = ObjectNames.CacheOf(service.Name), Labels = labels },
                Spec = new V1PersistentVolumeClaimSpec
                {
                    AccessModes = [IsOfOneNode(service) ? "ReadWriteOnce" : "ReadWriteMany"],
                    StorageClassName = service.Own.Cache.StorageClass ?? storageClass,
                    Resources = new V1VolumeResourceRequirements
                    {
                        Requests = new Dictionary<string, ResourceQuantity>
                        {
                            ["storage"] = ResourceNeeds.Bytes(MemorySize.Parse(service.Own.Cache.Size)),
                        },
                    },
                },
            };

    /// <summary>Whether it has a volume that only the pods of one node can mount.</summary>
    public static bool IsOfOneNode(FleetService service) =>
        service.Address is not null && !(service.Own.Cache.Shared ?? service.MostReplicas > 1);
}
