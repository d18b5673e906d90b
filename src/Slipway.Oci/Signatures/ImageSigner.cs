using Slipway.Oci.Content;
using Slipway.Oci.Supply;

namespace Slipway.Oci.Signatures;

/// <summary>Signs manifests, as cosign does with a key. Others' signatures stay; who signed already is not added again.</summary>
/// <param name="key">Not used by others meanwhile.</param>
/// <param name="identity">The name that is signed with the digest, as <c>registry.example/team/iris</c>.</param>
public sealed class ImageSigner(SigningKey key, string identity)
{
    /// <summary>Adds a signature for <paramref name="digest"/>.</summary>
    /// <param name="source">Where the manifest is, and its signatures are.</param>
    /// <param name="target">The same, to write to.</param>
    /// <param name="digest">Of the manifest or index, whose bytes were checked against it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False where this key's signature for this name was there already.</returns>
    public async Task<bool> SignAsync(
        IContentSource source,
        IContentTarget target,
        Digest digest,
        CancellationToken cancellationToken
    )
    {
        var content = new SignedClaim(identity, digest).Write();
        var present = await StoredSignatures.FindAsync(source, digest, cancellationToken);
        var claim = Descriptor.Of(SignedClaim.MediaType, content);
        if (present is not null && IsSigned(present, claim, content))
            return false;

        claim = claim with
        {
            Annotations = new(StringComparer.Ordinal)
            {
                [StoredSignatures.Annotation] = Convert.ToBase64String(key.Sign(content)),
            },
        };
        Descriptor[] layers = [.. present?.Layers ?? [], claim];
        var config = OciJson.Write(Config(layers), OciJson.Context.ImageConfig);
        var manifest = new Manifest
        {
            Config = Descriptor.Of(MediaTypes.Config, config),
            Layers = layers,
            Annotations = present?.Annotations,
        };
        await Attachment.AddBlobAsync(target, claim, content, cancellationToken);
        await Attachment.AddBlobAsync(target, manifest.Config, config, cancellationToken);
        await target.AddManifestAsync(ManifestContent.Of(manifest), StoredSignatures.TagOf(digest), cancellationToken);
        return true;
    }

    // The claim is the same bytes each time; only the signature differs.
    private bool IsSigned(Manifest present, Descriptor claim, byte[] content) =>
        StoredSignatures
            .Of(present)
            .Where(layer => layer.Digest == claim.Digest)
            .Select(StoredSignatures.SignatureOf)
            .Any(signature => signature is not null && key.Public.Verifies(content, signature));

    // Nobody runs it; registries and scanners want a config of the kind that images have.
    private static ImageConfig Config(IEnumerable<Descriptor> layers) =>
        new()
        {
            Architecture = "",
            Os = "",
            RootFileSystem = new() { DiffIds = [.. layers.Select(layer => layer.Digest.ToString())] },
        };
}
