namespace Slipway.Oci.Images.Services;

/// <summary>Labels that images of every kind have (OCI image specification, <em>Annotations</em>), and ours.</summary>
internal static class ImageLabels
{
    public const string Title = "org.opencontainers.image.title";
    public const string Version = "org.opencontainers.image.version";
    public const string Description = "org.opencontainers.image.description";
    public const string BaseName = "org.opencontainers.image.base.name";
    public const string BaseDigest = "org.opencontainers.image.base.digest";

    /// <summary>The version of what serves in it.</summary>
    public const string Server = "slipway.server.version";

    /// <param name="ours">Names and values; what has no value is left out.</param>
    /// <param name="further">The user's, which take the place of ours.</param>
    public static SortedDictionary<string, string> Of(
        IEnumerable<(string Name, string? Value)> ours,
        IReadOnlyDictionary<string, string> further
    )
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in ours)
        {
            if (value is not null)
                labels[name] = value;
        }

        foreach (var (name, value) in further)
            labels[name] = value;
        return labels;
    }
}
