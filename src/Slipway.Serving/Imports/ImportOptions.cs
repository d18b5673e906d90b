namespace Slipway.Serving.Imports;

/// <summary>How models of other frameworks are imported.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// The importers' program: an executable, or a <c>.dll</c> that <c>dotnet</c> runs. Null where there is none; such models
    /// are then recognised, and fail to load with words that say so.
    /// </summary>
    public string? Program { get; init; }

    /// <summary>
    /// Where imported models are kept, by the hash of what they were made of; null for <c>$XDG_CACHE_HOME/slipway/imports</c>
    /// or <c>~/.cache/slipway/imports</c>, and where that cannot be written a temporary folder.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Bytes of memory that one import may take. Default 4 GiB.</summary>
    public long MemoryLimit { get; init; } = 4L << 30;

    /// <summary>How long one import may take. Default 10 minutes.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(10);
}
