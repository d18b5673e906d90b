using System.Text.Json;
using System.Text.Json.Serialization;
using Slipway.Oci.Content;

namespace Slipway.Oci.Signatures;

/// <summary>
/// What is signed: "this manifest is that name's", in the <em>simple signing</em> form of the containers projects, as cosign
/// writes it.
/// </summary>
/// <param name="Reference">The name that whoever signed gave it; nothing checks that it is there.</param>
/// <param name="Digest">Of the manifest or index.</param>
internal sealed record SignedClaim(string Reference, Digest Digest)
{
    /// <summary>Of a layer that is a claim.</summary>
    public const string MediaType = "application/vnd.dev.cosign.simplesigning.v1+json";

    private const string Kind = "cosign container image signature";

    public byte[] Write() =>
        JsonSerializer.SerializeToUtf8Bytes(
            new ClaimDocument(new(new(Reference), new(Digest.ToString()), Kind), Optional: null),
            ClaimJsonContext.Default.ClaimDocument
        );

    /// <summary>Null where it is no such claim.</summary>
    public static SignedClaim? Read(ReadOnlySpan<byte> content)
    {
        try
        {
            var critical = JsonSerializer.Deserialize(content, ClaimJsonContext.Default.ClaimDocument)?.Critical;
            return critical is { Type: Kind } && Digest.TryParse(critical.Image.DockerManifestDigest, out var digest)
                ? new SignedClaim(critical.Identity.DockerReference, digest)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Critical">What is signed.</param>
/// <param name="Optional">What whoever signed wanted to say besides; readers want the member to be there.</param>
internal sealed record ClaimDocument(CriticalClaim Critical, JsonElement? Optional = null);

internal sealed record CriticalClaim(ClaimIdentity Identity, ClaimImage Image, string Type);

internal sealed record ClaimIdentity([property: JsonPropertyName("docker-reference")] string DockerReference);

internal sealed record ClaimImage([property: JsonPropertyName("docker-manifest-digest")] string DockerManifestDigest);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(ClaimDocument))]
internal sealed partial class ClaimJsonContext : JsonSerializerContext;
