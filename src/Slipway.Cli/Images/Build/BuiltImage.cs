using System.Text.Json.Serialization;

namespace Slipway.Cli.Images.Build;

/// <summary>What was built, as <c>build --json</c> prints it. Sizes are bytes, compressed.</summary>
internal sealed record BuiltImage
{
    /// <summary>With its tag.</summary>
    public required string Reference { get; init; }

    /// <summary>Of the manifest, or of the index of several platforms.</summary>
    public required string Digest { get; init; }

    /// <summary>Null where it is of a program, which names its models itself.</summary>
    public string? Model { get; init; }

    public long? ModelVersion { get; init; }

    /// <summary>Null where it is of a model.</summary>
    public string? Program { get; init; }

    public string? ProgramVersion { get; init; }

    /// <summary>What it is of, for people.</summary>
    [JsonIgnore]
    public string Words =>
        Model is not null ? $"Model {Model}, version {ModelVersion}"
        : ProgramVersion is null ? $"Program {Program}"
        : $"Program {Program}, version {ProgramVersion}";

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
[JsonSerializable(typeof(BuiltImage[]))]
internal sealed partial class ImageContracts : JsonSerializerContext;
