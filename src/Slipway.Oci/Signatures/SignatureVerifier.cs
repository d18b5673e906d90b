using Slipway.Errors;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>
/// Checks that a manifest is signed by one of some keys. A signature counts where its bytes are what its manifest says, a key
/// made it, and it is for this digest; the name in it is only looked at where one is wanted, as with cosign. Bundles, which
/// cosign writes since its third version, are looked at where no signature under the tag counts. Thread-safe.
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
        var check = new Check(this, digest, name);
        foreach (var claim in await StoredSignatures.ListAsync(source, digest, cancellationToken))
            await check.AddAsync(() => StoredSignatures.ReadAsync(source, claim, cancellationToken));
        if (check.Verified.Count > 0)
            return check.Verified;

        foreach (var bundle in await SignatureBundles.ListAsync(source, digest, cancellationToken))
            await check.AddAsync(() => SignatureBundles.ReadAsync(source, bundle, digest, cancellationToken));
        return check.Verified.Count > 0 ? check.Verified : throw check.Refusal();
    }

    /// <summary>What was found of one manifest's signatures.</summary>
    private sealed class Check(SignatureVerifier verifier, Digest digest, string name)
    {
        private ServingException? _refused;
        private int _others;

        public List<VerifiedSignature> Verified { get; } = [];

        public async Task AddAsync(Func<Task<FoundSignature?>> read)
        {
            try
            {
                if (await read() is { } found)
                    Add(found);
            }
            catch (ServingException e) when (e.Code is ServingErrorCode.InvalidArgument or ServingErrorCode.NotFound)
            {
                Refuse(SignatureErrors.Changed(name, digest, e.Message));
            }
        }

        /// <summary>Why none counts: one that is by the key, and still not good, says more than those of others.</summary>
        public ServingException Refusal() =>
            _refused
            ?? (
                _others == 0
                    ? SignatureErrors.NotSigned(name, digest)
                    : SignatureErrors.SignedByOthers(name, digest, _others)
            );

        private void Add(FoundSignature found)
        {
            if (verifier.KeyOf(found) is not { } key)
                _others++;
            else if (found.Claim() is not { } claim)
                Refuse(SignatureErrors.Changed(name, digest, "what is signed is no claim about an image."));
            else if (claim.Digest != digest)
                Refuse(SignatureErrors.ForAnother(name, digest, $"{claim.Reference}@{claim.Digest}"));
            else if (verifier.Identity is { } wanted && claim.Reference != wanted)
                Refuse(SignatureErrors.Named(name, wanted, claim.Reference));
            else
                Verified.Add(new VerifiedSignature(claim.Reference, key));
        }

        private void Refuse(ServingException problem) => _refused ??= problem;
    }

    private string? Identity => identity;

    private VerificationKey? KeyOf(FoundSignature found) =>
        keys.FirstOrDefault(key => found.Signatures.Any(signature => key.Verifies(found.Signed.Span, signature)));
}

/// <summary>A signature that counts.</summary>
/// <param name="Reference">The name that whoever signed gave the image; empty in bundles, which have none.</param>
/// <param name="Key">The key that made it.</param>
public sealed record VerifiedSignature(string Reference, VerificationKey Key);
