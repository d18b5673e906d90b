using System.Text.Json.Serialization;

namespace Slipway.Oci.Supply;

/// <summary>What is written of in-toto's statement, version 1, about SLSA's provenance, version 1, with their names.</summary>
internal sealed record ProvenanceStatement
{
    [JsonPropertyName("_type")]
    public string Type { get; init; } = "https://in-toto.io/Statement/v1";

    public required IReadOnlyList<ProvenanceResource> Subject { get; init; }

    public string PredicateType { get; init; } = Provenance.PredicateType;

    public required ProvenancePredicate Predicate { get; init; }
}

internal sealed record ProvenancePredicate(ProvenanceDefinition BuildDefinition, ProvenanceRun RunDetails);

internal sealed record ProvenanceDefinition(
    string BuildType,
    SortedDictionary<string, string> ExternalParameters,
    IReadOnlyList<ProvenanceResource> ResolvedDependencies
);

/// <summary>When it ran is left out, so that the same build is the same document.</summary>
internal sealed record ProvenanceRun(ProvenanceBuilder Builder);

internal sealed record ProvenanceBuilder(string Id, SortedDictionary<string, string>? Version);

internal sealed record ProvenanceResource(string? Name, string? Uri, SortedDictionary<string, string>? Digest);
