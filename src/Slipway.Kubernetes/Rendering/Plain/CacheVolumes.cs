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
            : CacheVolume.Claim(
                ObjectNames.CacheOf(service.Name),
                labels,
                ResourceNeeds.Bytes(MemorySize.Parse(service.Own.Cache.Size)),
                service.Own.Cache.StorageClass ?? storageClass,
                !IsOfOneNode(service)
            );

    /// <summary>Whether it has a volume that only the pods of one node can mount.</summary>
    public static bool IsOfOneNode(FleetService service) =>
        service.Address is not null && !(service.Own.Cache.Shared ?? service.MostReplicas > 1);
}
