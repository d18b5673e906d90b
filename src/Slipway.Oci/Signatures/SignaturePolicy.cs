using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>
/// What must be signed before it is used: <c>--require-signature</c>. Whoever has one asks it about the manifest or index that
/// a reference resolved to, before anything of it is used, and uses what has that digest and nothing else. What an index
/// points at is signed with it. Thread-safe.
/// </summary>
public sealed class SignaturePolicy
{
    private readonly SignatureVerifier _verifier;

    private SignaturePolicy(IReadOnlyList<VerificationKey> keys)
    {
        _verifier = new SignatureVerifier(keys);
        Key = string.Join(' ', keys.Select(key => key.Fingerprint).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>What tells its decisions from those of other policies: its keys, whatever their files are called.</summary>
    public string Key { get; }

    /// <summary>One of the keys in these files must have signed; null, for no policy, where there are no files.</summary>
    /// <exception cref="Errors.ServingException">One cannot be read, or holds no public key.</exception>
    public static SignaturePolicy? Read(IReadOnlyCollection<string> files) =>
        files.Count == 0 ? null : new SignaturePolicy([.. files.Select(VerificationKey.ReadFile)]);

    /// <summary>Passes where the manifest is signed.</summary>
    /// <param name="source">Where it is from, and where its signatures must be.</param>
    /// <param name="digest">Of the manifest or index that a reference resolved to.</param>
    /// <param name="reference">The reference, for errors.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.ServingException">It is not; the reason is one of <see cref="SignatureErrors"/>.</exception>
    public Task RequireAsync(
        IContentSource source,
        Digest digest,
        string reference,
        CancellationToken cancellationToken
    ) => _verifier.VerifyAsync(source, digest, reference, cancellationToken);
}
