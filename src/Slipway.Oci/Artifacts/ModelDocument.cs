using System.Text.Json.Serialization;

namespace Slipway.Oci.Artifacts;

/// <summary>The config of a model artifact (CNCF model specification, <em>Model Artifact Configuration</em>).</summary>
internal sealed record ModelDocument
{
    public required ModelDescription Descriptor { get; init; }

    public required ModelTechnicalities Config { get; init; }

    [JsonPropertyName("modelfs")]
    public required ModelFileSystem FileSystem { get; init; }
}

internal sealed record ModelDescription
{
    public string? Name { get; init; }

    public string? Version { get; init; }
}

internal sealed record ModelTechnicalities
{
    public string? Format { get; init; }
}

/// <summary>The layers before they were compressed.</summary>
internal sealed record ModelFileSystem
{
    public string Type { get; init; } = "layers";

    public required IReadOnlyList<string> DiffIds { get; init; }
}

/// <summary>What an annotation says of a raw layer's file.</summary>
internal sealed record ModelFileMetadata
{
    public required string Name { get; init; }

    public uint Mode { get; init; } = 0b110_100_100;

    public uint Uid { get; init; }

    public uint Gid { get; init; }

    public required long Size { get; init; }

    [JsonPropertyName("mtime")]
    public DateTimeOffset Modified { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Tar's number of a file.</summary>
    [JsonPropertyName("typeflag")]
    public byte Kind { get; init; } = (byte)'0';
}
