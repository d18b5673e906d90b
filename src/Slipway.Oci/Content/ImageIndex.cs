namespace Slipway.Oci.Content;

/// <summary>Images of one name for several platforms (OCI image specification, <em>Image Index</em>).</summary>
public sealed record ImageIndex
{
    public int SchemaVersion { get; init; } = 2;

    public string? MediaType { get; init; } = MediaTypes.Index;

    public string? ArtifactType { get; init; }

    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    public Descriptor? Subject { get; init; }

    public SortedDictionary<string, string>? Annotations { get; init; }
}
