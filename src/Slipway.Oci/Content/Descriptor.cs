using System.Text.Json.Serialization;

namespace Slipway.Oci.Content;

/// <summary>
/// Points at a content: what it is, its digest and its size in bytes (OCI image specification, <em>Descriptors</em>).
/// Whoever reads the content checks both.
/// </summary>
public sealed record Descriptor
{
    public required string MediaType { get; init; }

    [JsonConverter(typeof(DigestJsonConverter))]
    public required Digest Digest { get; init; }

    public required long Size { get; init; }

    /// <summary>Of the manifest of an artifact.</summary>
    public string? ArtifactType { get; init; }

    public SortedDictionary<string, string>? Annotations { get; init; }

    /// <summary>Of an image in an index.</summary>
    public Platform? Platform { get; init; }

    /// <summary>Of these bytes.</summary>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> content) =>
        new()
        {
            MediaType = mediaType,
            Digest = Digest.Of(content),
            Size = content.Length,
        };
}
