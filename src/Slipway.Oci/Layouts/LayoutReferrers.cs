using Slipway.Oci.Content;

namespace Slipway.Oci.Layouts;

/// <summary>What is about a manifest of a layout: the manifests of its index that say so.</summary>
internal static class LayoutReferrers
{
    public static async Task<IReadOnlyList<Descriptor>> ListAsync(
        LayoutFolder layout,
        Digest subject,
        string? artifactType,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Descriptor>();
        foreach (var entry in layout.List().DistinctBy(entry => entry.Digest))
        {
            // Layouts may hold other things, and may have been copied in part.
            var isManifest = MediaTypes.IsManifest(entry.MediaType) || MediaTypes.IsIndex(entry.MediaType);
            if (!isManifest || !await layout.HasAsync(entry, cancellationToken))
                continue;

            var manifest = await layout.ResolveAsync(entry.Digest.ToString(), cancellationToken);
            if (manifest.Subject()?.Digest != subject)
                continue;
            var referrer = manifest.AsReferrer();
            if (artifactType is null || referrer.ArtifactType == artifactType)
                found.Add(referrer);
        }

        return found;
    }
}
