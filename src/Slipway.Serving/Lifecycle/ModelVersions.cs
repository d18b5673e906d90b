namespace Slipway.Serving.Lifecycle;

/// <summary>
/// The versions of one model, newest first: an immutable snapshot that the manager swaps whole.
/// </summary>
internal sealed class ModelVersions(string name, ServableVersion[] versions)
{
    public string Name => name;

    public IReadOnlyList<ServableVersion> Versions => versions;

    /// <summary>The version called for, or null.</summary>
    public ServableVersion? Find(long version)
    {
        foreach (var candidate in versions)
        {
            if (candidate.Version == version)
                return candidate;
        }

        return null;
    }

    /// <summary>The newest version that answers requests, or null.</summary>
    public ServableVersion? NewestAvailable()
    {
        foreach (var candidate in versions)
        {
            if (candidate.State == ServableState.Available)
                return candidate;
        }

        return null;
    }
}
