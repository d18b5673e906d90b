using System.Globalization;
using k8s.Models;

namespace Slipway.Kubernetes.Pods;

/// <summary>The volume that keeps what a server has fetched from an address.</summary>
internal static class CacheVolume
{
    // Of what the volume has: a file system keeps some for itself.
    private const double Part = 0.9;

    /// <param name="name">Its name.</param>
    /// <param name="labels">Its own.</param>
    /// <param name="size">What is asked for.</param>
    /// <param name="storageClass">Null: the cluster's default.</param>
    /// <param name="isShared">Whether several nodes can mount it at a time.</param>
    public static V1PersistentVolumeClaim Claim(
        string name,
        SortedDictionary<string, string> labels,
        ResourceQuantity size,
        string? storageClass,
        bool isShared
    ) =>
        new()
        {
            ApiVersion = "v1",
            Kind = V1PersistentVolumeClaim.KubeKind,
            Metadata = new V1ObjectMeta { Name = name, Labels = labels },
            Spec = new V1PersistentVolumeClaimSpec
            {
                AccessModes = [isShared ? "ReadWriteMany" : "ReadWriteOnce"],
                StorageClassName = storageClass,
                Resources = new V1VolumeResourceRequirements
                {
                    Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = size },
                },
            },
        };

    /// <summary>What the server is told of it.</summary>
    /// <param name="bytes">The volume's size.</param>
    public static IEnumerable<string> Arguments(long bytes) =>
        [
            "--cache-dir",
            ObjectNames.CacheFolder,
            "--max-cache-bytes",
            ((long)(bytes * Part)).ToString(CultureInfo.InvariantCulture),
        ];
}
