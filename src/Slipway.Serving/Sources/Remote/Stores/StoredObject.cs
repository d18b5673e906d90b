namespace Slipway.Serving.Sources.Remote.Stores;

/// <summary>An object as a store lists it.</summary>
/// <param name="Key">Its name below the location, with <c>/</c> between the parts.</param>
/// <param name="Size">Bytes; null where the server does not say.</param>
/// <param name="ETag">Without quotes; null where there is none, or only a weak one.</param>
/// <param name="Modified">When it was written, by the store's clock; null where unknown.</param>
internal sealed record StoredObject(string Key, long? Size, string? ETag, DateTimeOffset? Modified)
{
    /// <summary>The name in the store; <see cref="Key"/> where that is all there is.</summary>
    public string FullKey { get; init; } = Key;

    /// <summary>What the bytes must add up to, where that is known beforehand.</summary>
    public Checksum? Checksum { get; init; }

    /// <summary>Changes when the content does, as far as the store tells.</summary>
    public string Identity => ETag ?? $"{Modified?.UtcTicks}/{Size}";
}

/// <summary>What is below a location.</summary>
/// <param name="Objects">Folder markers left out.</param>
/// <param name="IsSingleFile">Whether the location is itself an object.</param>
/// <param name="ServerTime">The store's clock, to judge ages by.</param>
internal sealed record StoreListing(IReadOnlyList<StoredObject> Objects, bool IsSingleFile, DateTimeOffset? ServerTime);
