namespace Slipway.Oci.Content;

/// <summary>
/// Knows which manifests say something about another one, as signatures, bills of materials and provenance do: those that
/// have it as their <see cref="Manifest.Subject"/> (OCI distribution specification 1.1, <em>Listing Referrers</em>). They are
/// added as other manifests are, by <see cref="IContentTarget.AddManifestAsync"/>. Thread-safe.
/// </summary>
public interface IReferrers
{
    /// <summary>The manifests about <paramref name="subject"/>, each with its artifact's type and its annotations.</summary>
    /// <param name="subject">The digest of a manifest, which need not be there.</param>
    /// <param name="artifactType">Only those of this type; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>In the order in which the other side keeps them; empty where there are none.</returns>
    Task<IReadOnlyList<Descriptor>> ListReferrersAsync(
        Digest subject,
        string? artifactType,
        CancellationToken cancellationToken
    );
}
