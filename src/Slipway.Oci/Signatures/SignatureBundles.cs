using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>
/// Signatures as cosign writes them since its third version: Sigstore bundles that are referrers of the image, each an in-toto
/// statement in a DSSE envelope. What a log or an authority of times says in them is not looked at.
/// </summary>
internal static class SignatureBundles
{
    private const string MediaType = "application/vnd.dev.sigstore.bundle";
    private const string StatementType = "application/vnd.in-toto+json";

    /// <summary>Statements of other types, as bills of materials, say something else than "this is ours".</summary>
    private const string PredicateType = "https://sigstore.dev/cosign/sign/v1";

    private const int LargestBundle = 1 << 20;
    private const int MostBundles = 100;

    public static async Task<IEnumerable<Descriptor>> ListAsync(
        IContentSource source,
        Digest digest,
        CancellationToken cancellationToken
    )
    {
        if (source is not IReferrers referrers)
            return [];
        var all = await referrers.ListReferrersAsync(digest, artifactType: null, cancellationToken);
        return all.Where(referrer =>
                referrer.ArtifactType?.StartsWith(MediaType, StringComparison.Ordinal) == true
                && MediaTypes.IsManifest(referrer.MediaType)
            )
            .Take(MostBundles);
    }

    /// <returns>Null where it is a statement of another type.</returns>
    /// <exception cref="Errors.ServingException">It is not what the manifest promises, or is not there.</exception>
    public static async Task<FoundSignature?> ReadAsync(
        IContentSource source,
        Descriptor referrer,
        Digest image,
        CancellationToken cancellationToken
    )
    {
        var manifest = (await source.ResolveAsync(referrer.Digest.ToString(), cancellationToken)).AsManifest();
        if (manifest.Layers is not [var layer])
            throw OciErrors.Corrupt($"The bundle {referrer.Digest} has {manifest.Layers.Count} layers instead of one.");

        var content = await StoredSignatures.ReadAsync(source, layer, LargestBundle, cancellationToken);
        var bundle = OciJson.Read(content, BundleJsonContext.Default.Bundle, $"The bundle {layer.Digest}");
        if (bundle.DsseEnvelope is not { PayloadType: StatementType } envelope)
            return null;
        var statement = ReadStatement(envelope.Payload);
        return statement?.PredicateType == PredicateType
            ? new FoundSignature(
                Encoded(envelope),
                [.. envelope.Signatures.OfType<EnvelopeSignature>().Select(signature => signature.Sig)],
                () => Claim(statement, image)
            )
            : null;
    }

    // DSSE's "pre-authentication encoding", which is what is signed.
    private static byte[] Encoded(Envelope envelope)
    {
        var head =
            $"DSSEv1 {Encoding.UTF8.GetByteCount(envelope.PayloadType)} {envelope.PayloadType} {envelope.Payload.Length} ";
        return [.. Encoding.UTF8.GetBytes(head), .. envelope.Payload];
    }

    // A statement may be about several images; it is about this one, or about none that matters.
    private static SignedClaim? Claim(BundleStatement statement, Digest image)
    {
        var subjects = statement
            .Subject.OfType<BundleSubject>()
            .Select(subject => subject.Digest?.GetValueOrDefault("sha256"))
            .Select(hex => Digest.TryParse($"sha256:{hex}", out var digest) ? digest : null)
            .OfType<Digest>()
            .ToList();
        var digest = subjects.Contains(image) ? image : subjects.FirstOrDefault();
        return digest is null ? null : new SignedClaim("", digest);
    }

    private static BundleStatement? ReadStatement(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, BundleJsonContext.Default.BundleStatement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What is read of a Sigstore bundle.</summary>
internal sealed record Bundle(Envelope? DsseEnvelope = null);

internal sealed record Envelope(byte[] Payload, string PayloadType, IReadOnlyList<EnvelopeSignature> Signatures);

internal sealed record EnvelopeSignature(byte[] Sig);

internal sealed record BundleStatement(string PredicateType, IReadOnlyList<BundleSubject> Subject);

internal sealed record BundleSubject(Dictionary<string, string>? Digest = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Bundle))]
[JsonSerializable(typeof(BundleStatement))]
internal sealed partial class BundleJsonContext : JsonSerializerContext;
