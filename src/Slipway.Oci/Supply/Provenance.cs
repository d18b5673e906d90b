using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>Writes how an image came about, as an in-toto statement about SLSA provenance. It is not signed.</summary>
public static class Provenance
{
    public const string MediaType = "application/vnd.in-toto+json";

    /// <summary>What kind of statement it is.</summary>
    public const string PredicateType = "https://slsa.dev/provenance/v1";

    /// <summary>What the parameters and the dependencies mean; see <c>docs/guides/supply-chain.md</c>.</summary>
    public const string BuildType = "urn:slipway:build:v1";

    /// <summary>The builder that nobody vouches for.</summary>
    public const string LocalBuilder = "urn:slipway:builder:local";

    // BuildKit's, by which readers know what is inside without reading it.
    private const string PredicateTypeAnnotation = "in-toto.io/predicate-type";

    /// <summary>The document, ready to be attached to the image.</summary>
    public static AttachedDocument Write(ProvenanceInput input)
    {
        var dependencies = input
            .Dependencies.Distinct()
            .OrderBy(dependency => dependency.Uri, StringComparer.Ordinal)
            .ThenBy(dependency => dependency.Digest?.ToString(), StringComparer.Ordinal)
            .ThenBy(dependency => dependency.Name, StringComparer.Ordinal)
            .Select(dependency => Resource(dependency.Name, dependency.Uri, dependency.Digest));
        var statement = new ProvenanceStatement
        {
            Subject = [Resource(input.Name, uri: null, input.Digest)],
            Predicate = new(
                new(BuildType, input.Parameters, [.. dependencies]),
                new(new(input.Builder, input.Versions.Count > 0 ? input.Versions : null))
            ),
        };
        return new AttachedDocument(
            MediaType,
            MediaType,
            OciJson.Write(statement, SupplyJson.Context.ProvenanceStatement),
            new(StringComparer.Ordinal)
            {
                [PredicateTypeAnnotation] = PredicateType,
                ["org.opencontainers.image.title"] = "provenance.intoto.json",
            }
        );
    }

    private static ProvenanceResource Resource(string? name, string? uri, Digest? digest) =>
        new(name, uri, digest is null ? null : new(StringComparer.Ordinal) { [digest.Algorithm] = digest.Hex });
}
