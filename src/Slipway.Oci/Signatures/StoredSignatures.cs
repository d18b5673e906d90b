using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>
/// The signatures of a manifest where cosign keeps them: one image under a tag made from the digest, whose layers are
/// claims, each with its signature as an annotation (cosign's <em>Signature Specification</em>, tag-based discovery).
/// </summary>
internal static class StoredSignatures
{
    public const string Annotation = "dev.cosignproject.cosign/signature";

    /// <summary>A claim has about 250 bytes; who puts much into <c>optional</c> has more.</summary>
    private const int LargestClaim = 64 << 10;

    /// <summary>Others' may be RSA, of 8,192 bits and more.</summary>
    private const int LargestSignature = 4 << 10;

    /// <summary>Whoever may write to the repository may add signatures, and each costs a request.</summary>
    private const int MostSignatures = 100;

    private const string TagSuffix = ".sig";

    public static string TagOf(Digest digest) => $"{digest.AsTag}{TagSuffix}";

    /// <summary>Whether a tag names signatures, and no image.</summary>
    public static bool IsTag(string tag) =>
        tag.EndsWith(TagSuffix, StringComparison.Ordinal)
        && Digest.TryParse(tag[..^TagSuffix.Length].Replace('-', ':'), out _);

    /// <summary>The manifest that holds them; null where there are none.</summary>
    public static async Task<Manifest?> FindAsync(
        IContentSource source,
        Digest digest,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var found = await source.ResolveAsync(TagOf(digest), cancellationToken);
            return found.IsIndex
                ? throw SignatureErrors.Changed(source.Name, digest, $"'{TagOf(digest)}' is an index.")
                : found.AsManifest();
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>The layers that are claims with a signature; further ones than an honest image has are not looked at.</summary>
    public static IEnumerable<Descriptor> Of(Manifest manifest) =>
        manifest
            .Layers.Where(layer =>
                layer.MediaType == SignedClaim.MediaType && layer.Annotations?.ContainsKey(Annotation) == true
            )
            .Take(MostSignatures);

    /// <summary>The claims about a manifest.</summary>
    public static async Task<IEnumerable<Descriptor>> ListAsync(
        IContentSource source,
        Digest digest,
        CancellationToken cancellationToken
    ) => await FindAsync(source, digest, cancellationToken) is { } manifest ? Of(manifest) : [];

    /// <summary>A claim and its signature.</summary>
    /// <exception cref="ServingException">They are not what the manifest promises, or are not there.</exception>
    public static async Task<FoundSignature?> ReadAsync(
        IContentSource source,
        Descriptor claim,
        CancellationToken cancellationToken
    )
    {
        var content = await ReadAsync(source, claim, LargestClaim, cancellationToken);
        var signature = SignatureOf(claim) ?? throw OciErrors.Corrupt("It is no Base64.");
        return new FoundSignature(content, [signature], () => SignedClaim.Read(content));
    }

    /// <summary>The signature of a claim; null where it is no Base64, or far larger than any.</summary>
    public static byte[]? SignatureOf(Descriptor claim)
    {
        var text = claim.Annotations![Annotation];
        var buffer = new byte[Math.Min(text.Length, LargestSignature)];
        return Convert.TryFromBase64String(text, buffer, out var length) ? buffer[..length] : null;
    }

    /// <summary>The bytes of something small.</summary>
    /// <exception cref="ServingException">They are more, or not what was promised, or are not there.</exception>
    public static async Task<byte[]> ReadAsync(
        IContentSource source,
        Descriptor content,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (content.Size < 0 || content.Size > limit)
            throw OciErrors.Corrupt($"{content.Digest} says that it has {content.Size:N0} bytes.");

        await using var stream = await source.OpenAsync(content, cancellationToken);
        using var bytes = new MemoryStream((int)content.Size);
        await stream.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }
}

/// <summary>A signature as it was found; nothing of it is checked.</summary>
/// <param name="Signed">The bytes that are signed.</param>
/// <param name="Signatures">In DER; one is enough.</param>
/// <param name="Claim">Reads what is claimed, null where that is nothing about an image: after a signature was checked.</param>
internal sealed record FoundSignature(
    ReadOnlyMemory<byte> Signed,
    IReadOnlyList<byte[]> Signatures,
    Func<SignedClaim?> Claim
);
