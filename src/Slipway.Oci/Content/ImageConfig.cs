using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Oci.Content;

/// <summary>How an image runs, and of what its file system is made (OCI image specification, <em>Image Configuration</em>).</summary>
public sealed record ImageConfig
{
    public DateTimeOffset? Created { get; init; }

    public string? Author { get; init; }

    public required string Architecture { get; init; }

    public string? Variant { get; init; }

    public required string Os { get; init; }

    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    public ProcessConfig? Config { get; init; }

    [JsonPropertyName("rootfs")]
    public required RootFileSystem RootFileSystem { get; init; }

    public IReadOnlyList<HistoryEntry>? History { get; init; }
}

/// <summary>What a container of the image starts with. Members have the names that Docker gave them.</summary>
public sealed record ProcessConfig
{
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Keys as <c>8080/tcp</c>.</summary>
    [JsonPropertyName("ExposedPorts")]
    public SortedDictionary<string, EmptyObject>? ExposedPorts { get; init; }

    /// <summary><c>NAME=VALUE</c> each.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Environment { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? EntryPoint { get; init; }

    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Command { get; init; }

    [JsonPropertyName("Volumes")]
    public SortedDictionary<string, EmptyObject>? Volumes { get; init; }

    [JsonPropertyName("WorkingDir")]
    public string? WorkingDirectory { get; init; }

    [JsonPropertyName("Labels")]
    public SortedDictionary<string, string>? Labels { get; init; }

    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }

    /// <summary>Docker's own; OCI does not know it, and others pass over it.</summary>
    [JsonPropertyName("Healthcheck")]
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>What else a base had.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }
}

/// <summary>A command that tells whether the container is well. Times are nanoseconds.</summary>
public sealed record HealthCheck
{
    /// <summary><c>CMD</c> and the command's words.</summary>
    [JsonPropertyName("Test")]
    public IReadOnlyList<string>? Test { get; init; }

    [JsonPropertyName("Interval")]
    public long? Interval { get; init; }

    [JsonPropertyName("Timeout")]
    public long? Timeout { get; init; }

    [JsonPropertyName("StartPeriod")]
    public long? StartPeriod { get; init; }

    [JsonPropertyName("Retries")]
    public int? Retries { get; init; }
}

/// <summary>The layers before they were compressed, the lowest first.</summary>
public sealed record RootFileSystem
{
    public string Type { get; init; } = "layers";

    [JsonPropertyName("diff_ids")]
    public required IReadOnlyList<string> DiffIds { get; init; }
}

/// <summary>How a layer came about.</summary>
public sealed record HistoryEntry
{
    public DateTimeOffset? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    public string? Comment { get; init; }

    /// <summary>No layer belongs to it.</summary>
    [JsonPropertyName("empty_layer")]
    public bool? EmptyLayer { get; init; }
}

/// <summary><c>{}</c>: Docker writes sets as objects.</summary>
public sealed record EmptyObject;
