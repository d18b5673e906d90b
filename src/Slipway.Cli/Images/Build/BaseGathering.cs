namespace Slipway.Cli.Images.Build;

/// <summary>Finds the bases of all platforms, and keeps what was found.</summary>
internal sealed class BaseGathering(ContentSources sources, ImageCache cache, PartOptions options)
{
    private readonly LockFile _locks = LockFile.Open(options.LockFile, options.UpdateLock);

    /// <summary>One for each platform, in their order.</summary>
    /// <exception cref="CliException">One cannot be had.</exception>
    public async Task<IReadOnlyList<BaseLayers>> FindAsync(CancellationToken cancellationToken)
    {
        var bases = new BaseChoice(sources, cache, _locks, options.Signed);
        var found = new List<BaseLayers>();
        // One after the other: each may tell the lock file something.
        foreach (var platform in options.Platforms)
            found.Add(await bases.FindAsync(options.Base, platform, options.Created, cancellationToken));
        return found;
    }

    /// <summary>Writes the lock file, once the image is known to be made.</summary>
    public void Save() => _locks.Save();
}
