namespace Slipway.Oci.Layers;

/// <summary>A file, folder or symbolic link of a layer; owned by root unless it says otherwise.</summary>
public sealed record LayerEntry
{
    public required LayerEntryKind Kind { get; init; }

    public required UnixFileMode Mode { get; init; }

    public int UserId { get; init; }

    public int GroupId { get; init; }

    /// <summary>Where a symbolic link leads; null for anything else.</summary>
    public string? Target { get; init; }

    /// <summary>Opens what a file holds, from the beginning; null for anything else.</summary>
    internal Func<Stream>? Open { get; init; }
}

public enum LayerEntryKind
{
    File,
    Folder,
    Link,
}
