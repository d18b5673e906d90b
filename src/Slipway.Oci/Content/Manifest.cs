namespace Slipway.Oci.Content;

/// <summary>
/// One image, or an artifact: its config and its layers, the lowest first (OCI image specification, <em>Image
/// Manifest</em>). Docker's second schema has the same members.
/// </summary>
public sealed record Manifest
{
    public int SchemaVersion { get; init; } = 2;

    public string? MediaType { get; init; } = MediaTypes.Manifest;

    /// <summary>What an artifact is; null for an image.</summary>
    public string? ArtifactType { get; init; }

    public required Descriptor Config { get; init; }

    public required IReadOnlyList<Descriptor> Layers { get; init; }

    /// <summary>The manifest that this one says something about; see <em>referrers</em>.</summary>
    public Descriptor? Subject { get; init; }

    public SortedDictionary<string, string>? Annotations { get; init; }
}
