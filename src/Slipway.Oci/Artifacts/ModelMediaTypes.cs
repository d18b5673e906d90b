namespace Slipway.Oci.Artifacts;

/// <summary>
/// What the CNCF's model specification calls things. Our layers are single files, as they are (<c>.raw</c>): the digest of a
/// layer is that of its file, and what did not change between two versions is not sent again.
/// </summary>
internal static class ModelMediaTypes
{
    public const string Artifact = "application/vnd.cncf.model.manifest.v1+json";
    public const string Config = "application/vnd.cncf.model.config.v1+json";

    /// <summary>Where a raw layer's file is in the model.</summary>
    public const string FilePath = "org.cncf.model.filepath";

    /// <summary>A file's owner, mode and time, as JSON; the same for all of ours.</summary>
    public const string FileMetadata = "org.cncf.model.file.metadata+json";

    /// <summary><c>true</c> where the kind of a layer was only guessed.</summary>
    public const string Untested = "org.cncf.model.file.mediatype.untested";

    /// <summary>OCI's word for a file's name, by which tools that know no models write it.</summary>
    public const string Title = "org.opencontainers.image.title";

    private const string Weight = "application/vnd.cncf.model.weight.v1.raw";
    private const string WeightConfig = "application/vnd.cncf.model.weight.config.v1.raw";
    private const string Document = "application/vnd.cncf.model.doc.v1.raw";
    private const string Code = "application/vnd.cncf.model.code.v1.raw";
    private const string RawSuffix = ".raw";

    private static readonly string[] DocumentNames = ["README", "LICENSE", "LICENCE", "NOTICE", "CHANGELOG"];

    public static bool IsRaw(string mediaType) => mediaType.EndsWith(RawSuffix, StringComparison.Ordinal);

    /// <summary>What a file is, by its name, and whether that is certain.</summary>
    public static (string MediaType, bool IsGuess) OfFile(string path)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        var extension = Path.GetExtension(name).ToLowerInvariant();
        return ModelFormats.OfFile(name) is not null ? (Weight, false)
            : extension is ".md" or ".rst" or ".pdf"
            || DocumentNames.Contains(Path.GetFileNameWithoutExtension(name), StringComparer.OrdinalIgnoreCase)
                ? (Document, false)
            : extension is ".json" or ".yaml" or ".yml" or ".pbtxt" or ".txt" or ".toml" or ".vocab"
                ? (WeightConfig, false)
            : extension is ".py" or ".sh" or ".ipynb" ? (Code, false)
            : (Weight, true);
    }
}
