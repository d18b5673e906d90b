using System.Text.Json.Serialization;

namespace Slipway.Cli.Images.Build;

/// <summary>What was built, as <c>build --json</c> prints it. Sizes are bytes, compressed.</summary>
internal sealed record BuiltImage
{
    /// <summary>With its tag.</summary>
    public required string Reference { get; init; }

    /// <summary>Of the manifest, or of the index of several platforms.</summary>
    public required string Digest { get; init; }

    public required string Model { get; init; }

    public required long ModelVersion { get; init; }

    public required IReadOnlyList<BuiltPlatform> Platforms { get; init; }

    /// <summary>Where it is now.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }
}

internal sealed record BuiltPlatform(string Platform, string Digest, long Size, IReadOnlyList<BuiltLayer> Layers);

internal sealed record BuiltLayer(string Kind, string Digest, long Size);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(BuiltImage))]
internal sealed partial class ImageContracts : JsonSerializerContext;
