using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Slipway.Kubernetes.Pods;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Workloads;

/// <summary>The claim of the volume that keeps what a revision's server has fetched.</summary>
public static class CacheClaim
{
    private const int DigestLength = 8;

    /// <returns>Null where the revision has none.</returns>
    public static string? NameOf(string service, RevisionInfo revision) =>
        revision.Template.Cache is not { } cache ? null
        : cache.Shared is true ? $"{ObjectNames.CacheOf(service)}-{Digest(cache)}"
        : ObjectNames.CacheOf(RevisionWorkload.NameOf(service, revision.Number));

    /// <inheritdoc cref="NameOf"/>
    public static V1PersistentVolumeClaim? Of(ModelService service, RevisionInfo revision)
    {
        if (revision.Template.Cache is not { } cache)
            return null;
        var isShared = cache.Shared is true;
        var claim = CacheVolume.Claim(
            NameOf(service.Metadata.Name, revision)!,
            ServiceObjectsOf.Labels(service),
            SizeOf(cache),
            cache.StorageClassName,
            isShared
        );
        claim.Metadata.NamespaceProperty = service.Metadata.NamespaceProperty;
        claim.Metadata.OwnerReferences = [ServiceObjectsOf.Owner(service)];
        return claim;
    }

    internal static ResourceQuantity SizeOf(CacheOptions cache) => new(cache.Size ?? CacheOptions.DefaultSize);

    // A claim cannot be changed: another size or class is another one.
    private static string Digest(CacheOptions cache) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes($"{cache.Size ?? CacheOptions.DefaultSize} {cache.StorageClassName}")
            )
        )[..DigestLength];
}
