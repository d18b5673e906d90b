using System.Net;
using Slipway.Oci.Content;

namespace Slipway.Oci.Registries;

/// <summary>
/// What is about a manifest of a repository: as the registry lists it, or, with registries that do not, as the index under
/// the manifest's tag of referrers says, which is the clients' to keep (OCI distribution specification 1.1, <em>Unavailable
/// Referrers API</em>).
/// </summary>
internal sealed class RegistryReferrers(RegistryRepository repository, RegistryPages pages)
{
    public async Task<IReadOnlyList<Descriptor>> ListAsync(
        Digest subject,
        string? artifactType,
        CancellationToken cancellationToken
    )
    {
        var filter = artifactType is null ? "" : $"?artifactType={Uri.EscapeDataString(artifactType)}";
        var what = $"The list of referrers of {subject} in {repository.Name}";
        var listed = await pages.ReadAsync(
            new Uri(repository.Address, $"referrers/{subject}{filter}"),
            what,
            IsUnavailable,
            cancellationToken
        );
        var all = listed is null
            ? (await FallbackAsync(subject, cancellationToken))?.Manifests ?? []
            : listed.SelectMany(page => OciJson.Read(page, OciJson.Context.ImageIndex, what).Manifests);
        // A registry need not filter.
        return [.. all.Where(referrer => artifactType is null || referrer.ArtifactType == artifactType)];
    }

    /// <summary>
    /// Puts <paramref name="referrer"/> into the index that the tag names. Whoever does so at the same time elsewhere may be
    /// overwritten: the specification has nothing against that but registries with the list of their own.
    /// </summary>
    public async Task EnterAsync(Digest subject, Descriptor referrer, CancellationToken cancellationToken)
    {
        var index = await FallbackAsync(subject, cancellationToken) ?? new ImageIndex { Manifests = [] };
        if (index.Manifests.Any(entry => entry.Digest == referrer.Digest))
            return;

        var changed = index with { Manifests = [.. index.Manifests, referrer] };
        await repository.AddManifestAsync(ManifestContent.Of(changed), subject.AsTag, cancellationToken);
    }

    private async Task<ImageIndex?> FallbackAsync(Digest subject, CancellationToken cancellationToken)
    {
        var found = await repository.TryResolveAsync(subject.AsTag, cancellationToken);
        if (found is { IsIndex: false })
        {
            throw OciErrors.Corrupt(
                $"The tag {subject.AsTag} of {repository.Name} should name the list of what is about {subject}, and names an "
                    + "image. Remove the tag, or use another repository."
            );
        }

        return found?.AsIndex();
    }

    // The specification says 404; registries from before it refuse what they do not know in other ways, or answer with a page.
    private static bool IsUnavailable(HttpResponseMessage response) =>
        response.StatusCode
            is HttpStatusCode.NotFound
                or HttpStatusCode.BadRequest
                or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.NotAcceptable
        || (
            response.StatusCode == HttpStatusCode.OK
            && response.Content.Headers.ContentType?.MediaType != MediaTypes.Index
        );
}
