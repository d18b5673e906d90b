using System.Text.Json.Serialization;
using Slipway.Cli.Images.Build;

namespace Slipway.Cli.Images.Inspect;

/// <summary>An image as <c>inspect --json</c> prints it. Sizes are bytes, compressed.</summary>
internal sealed record ImageDescription
{
    public required string Reference { get; init; }

    public required string Digest { get; init; }

    /// <summary>What it is, in words.</summary>
    public required string Kind { get; init; }

    public string? Model { get; init; }

    public long? ModelVersion { get; init; }

    /// <summary>What names its models itself; null where it is of a model, or none of ours.</summary>
    public string? Program { get; init; }

    public string? ProgramVersion { get; init; }

    public string? Description { get; init; }

    public string? Runtime { get; init; }

    public string? Base { get; init; }

    public SignatureLabel? Signature { get; init; }

    /// <summary>The types of what is said about it beside it.</summary>
    public IReadOnlyList<string> Attached { get; init; } = [];

    public IReadOnlyList<ImagePlatform> Platforms { get; init; } = [];
}

internal sealed record ImagePlatform(
    string? Platform,
    string Digest,
    long Size,
    IReadOnlyList<BuiltLayer> Layers,
    SortedDictionary<string, string> Labels
);

/// <summary>The tags of a repository.</summary>
internal sealed record RepositoryTags(string Repository, IReadOnlyList<string> Tags);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(ImageDescription))]
[JsonSerializable(typeof(RepositoryTags))]
internal sealed partial class ImageInspectContracts : JsonSerializerContext;
