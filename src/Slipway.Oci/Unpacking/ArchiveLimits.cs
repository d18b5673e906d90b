namespace Slipway.Oci.Unpacking;

/// <summary>What an archive, or all layers of an image together, may hold.</summary>
/// <param name="MaxBytes">Of all files together, counted as they are unpacked, whatever the archive declares.</param>
/// <param name="MaxEntries">Files, folders and whatever else.</param>
public sealed record ArchiveLimits(long MaxBytes, int MaxEntries = 20_000)
{
    /// <summary>Folders in folders.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>What it has before it is unpacked: what unpacks to far more is refused; null where that is not looked at.</summary>
    public long? PackedBytes { get; init; }
}
