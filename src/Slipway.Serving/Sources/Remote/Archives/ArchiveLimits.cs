namespace Slipway.Serving.Sources.Remote.Archives;

/// <summary>What an archive may hold.</summary>
/// <param name="MaxBytes">Of all files together, counted as they are unpacked, whatever the archive declares.</param>
/// <param name="MaxEntries">Files and folders.</param>
internal sealed record ArchiveLimits(long MaxBytes, int MaxEntries = 20_000);
