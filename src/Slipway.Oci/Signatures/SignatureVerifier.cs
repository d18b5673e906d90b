using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>
/// Checks that a manifest is signed by one of some keys. A signature counts where its bytes are what its manifest says, a key
/// made it, and it is for this digest; the name in it is only looked at where one is wanted, as with cosign. Thread-safe.
/// </summary>
/// <param name="keys">One is enough.</param>
/// <param name="identity">The name that must be in it, as <c>registry.example/team/iris</c>; null for any.</param>
public sealed class SignatureVerifier(IReadOnlyList<VerificationKey> keys, string? identity = null)
{
    /// <summary>The signatures that count: at least one.</summary>
    /// <param name="source">Where the manifest is from, and its signatures are.</param>
    /// <param name="digest">Of the manifest or index, whose bytes were checked against it.</param>
    /// <param name="name">What the caller calls it, for errors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">
    /// None counts; the reason is one of <see cref="SignatureErrors"/>. Or the source cannot be read.
    /// </exception>
    public async Task<IReadOnlyList<VerifiedSignature>> VerifyAsync(
        IContentSource source,
        Digest digest,
        string name,
        CancellationToken cancellationToken
    )
    {
        var manifest = await StoredSignatures.FindAsync(source, digest, cancellationToken);
        var claims = manifest is null ? [] : StoredSignatures.Of(manifest).ToList();
        if (claims.Count == 0)
            throw SignatureErrors.NotSigned(name, digest);

        var verified = new List<VerifiedSignature>();
        ServingException? refused = null;
        foreach (var claim in claims)
        {
            var (signature, problem) = await CheckAsync(source, claim, digest, name, cancellationToken);
            if (signature is not null)
                verified.Add(signature);
            // The first that is by the key, and still not good, says more than those of others.
            refused ??= problem;
        }

        return verified.Count > 0
            ? verified
            : throw refused ?? SignatureErrors.SignedByOthers(name, digest, claims.Count);
    }

    // Neither where the signature is another's.
    private async Task<(VerifiedSignature? Signature, ServingException? Problem)> CheckAsync(
        IContentSource source,
        Descriptor claim,
        Digest digest,
        string name,
        CancellationToken cancellationToken
    )
    {
        byte[] content;
        try
        {
            content = await StoredSignatures.ReadAsync(source, claim, cancellationToken);
        }
        catch (ServingException e) when (e.Code is ServingErrorCode.InvalidArgument or ServingErrorCode.NotFound)
        {
            return (null, SignatureErrors.Changed(name, digest, e.Message));
        }

        if (StoredSignatures.SignatureOf(claim) is not { } signature)
            return (null, SignatureErrors.Changed(name, digest, "it is no Base64."));
        if (keys.FirstOrDefault(key => key.Verifies(content, signature)) is not { } by)
            return (null, null);

        return SignedClaim.Read(content) switch
        {
            null => (null, SignatureErrors.Changed(name, digest, "what is signed is no claim about an image.")),
            var said when said.Digest != digest => (
                null,
                SignatureErrors.ForAnother(name, digest, $"{said.Reference}@{said.Digest}")
            ),
            var said when identity is not null && said.Reference != identity => (
                null,
                SignatureErrors.Named(name, identity, said.Reference)
            ),
            var said => (new VerifiedSignature(said.Reference, by), null),
        };
    }
}

/// <summary>A signature that counts.</summary>
/// <param name="Reference">The name that whoever signed gave the image.</param>
/// <param name="Key">The key that made it.</param>
public sealed record VerifiedSignature(string Reference, VerificationKey Key);
