namespace Slipway.Oci.References;

/// <summary>
/// Where an image or an artifact is, or goes: in a registry, in a folder or in a file. The prefixes are those of skopeo and
/// Podman: <c>oci:FOLDER[:TAG]</c>, <c>oci-archive:FILE[:TAG]</c>, <c>docker-archive:FILE</c>; anything else, and
/// <c>oci://REFERENCE</c>, is a registry's.
/// </summary>
public abstract record ContentLocation
{
    private const string LayoutPrefix = "oci:";
    private const string OciArchivePrefix = "oci-archive:";
    private const string DockerArchivePrefix = "docker-archive:";
    private const string AddressPrefix = "oci://";

    private ContentLocation() { }

    /// <summary>In a registry.</summary>
    public sealed record Registry(ImageReference Reference) : ContentLocation
    {
        public override string ToString() => Reference.ToString();
    }

    /// <summary>In a folder.</summary>
    /// <param name="Folder">As it was said.</param>
    /// <param name="Tag">Null where none was said.</param>
    public sealed record Layout(string Folder, string? Tag) : ContentLocation
    {
        public override string ToString() => $"{LayoutPrefix}{Folder}{(Tag is null ? "" : $":{Tag}")}";
    }

    /// <summary>In a file that is a layout.</summary>
    public sealed record OciArchive(string File, string? Tag) : ContentLocation
    {
        public override string ToString() => $"{OciArchivePrefix}{File}{(Tag is null ? "" : $":{Tag}")}";
    }

    /// <summary>In a file that <c>docker load</c> takes.</summary>
    public sealed record DockerArchive(string File) : ContentLocation
    {
        public override string ToString() => $"{DockerArchivePrefix}{File}";
    }

    /// <exception cref="Errors.ServingException">It is none of these.</exception>
    public static ContentLocation Parse(string text)
    {
        if (text.StartsWith(AddressPrefix, StringComparison.Ordinal))
            return new Registry(ImageReference.Parse(text[AddressPrefix.Length..]));
        if (text.StartsWith(OciArchivePrefix, StringComparison.Ordinal))
        {
            var (file, tag) = Split(text[OciArchivePrefix.Length..]);
            return new OciArchive(Named(file, text), tag);
        }

        if (text.StartsWith(DockerArchivePrefix, StringComparison.Ordinal))
            return new DockerArchive(Named(text[DockerArchivePrefix.Length..], text));
        if (text.StartsWith(LayoutPrefix, StringComparison.Ordinal))
        {
            var (folder, tag) = Split(text[LayoutPrefix.Length..]);
            return new Layout(Named(folder, text), tag);
        }

        return new Registry(ImageReference.Parse(text));
    }

    // A colon before the last slash belongs to the path, and so does that of a drive.
    private static (string Path, string? Tag) Split(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 1 && colon > text.LastIndexOfAny(['/', '\\'])
            ? (text[..colon], text[(colon + 1)..])
            : (text, null);
    }

    private static string Named(string path, string text) =>
        path.Length > 0 ? path : throw OciErrors.Invalid("image-location", $"'{text}' names no path after its colon.");
}
