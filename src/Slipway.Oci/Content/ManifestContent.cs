namespace Slipway.Oci.Content;

/// <summary>A manifest or an index as it was read or will be written: its bytes are what its digest is of.</summary>
public sealed record ManifestContent
{
    /// <summary>A petabyte: more is a lie, and sums of such sizes fit a number.</summary>
    private const long LargestContent = 1L << 50;

    private ManifestContent(Descriptor descriptor, ReadOnlyMemory<byte> bytes) =>
        (Descriptor, Bytes) = (descriptor, bytes);

    public Descriptor Descriptor { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public bool IsIndex => MediaTypes.IsIndex(Descriptor.MediaType);

    public static ManifestContent Of(Manifest manifest)
    {
        var bytes = OciJson.Write(manifest, OciJson.Context.Manifest);
        var descriptor = Descriptor.Of(manifest.MediaType ?? MediaTypes.Manifest, bytes);
        return new(descriptor with { ArtifactType = manifest.ArtifactType }, bytes);
    }

    public static ManifestContent Of(ImageIndex index)
    {
        var bytes = OciJson.Write(index, OciJson.Context.ImageIndex);
        return new(Descriptor.Of(index.MediaType ?? MediaTypes.Index, bytes), bytes);
    }

    /// <summary>What was read, with the media type that the other side said.</summary>
    /// <exception cref="Errors.ServingException">It says another media type of itself, or none that is known.</exception>
    public static ManifestContent Read(string mediaType, ReadOnlyMemory<byte> bytes)
    {
        var content = new ManifestContent(Descriptor.Of(mediaType, bytes.Span), bytes);
        if (!MediaTypes.IsIndex(mediaType) && !MediaTypes.IsManifest(mediaType))
            throw OciErrors.Corrupt(
                $"The manifest {content.Descriptor.Digest} is of the type '{mediaType}', which is not known here."
            );

        content.Check();
        // What two readers take for two things, an attacker may use (CVE-2021-41190).
        var own = content.IsIndex ? content.AsIndex().MediaType : content.AsManifest().MediaType;
        if (own is not null && own != mediaType)
            throw OciErrors.Corrupt(
                $"The manifest {content.Descriptor.Digest} was sent as '{mediaType}' and says that it is '{own}'."
            );

        return content;
    }

    // What the reader of JSON lets through: lists of nothing, maps to nothing, sizes that cannot be or be added up.
    private void Check()
    {
        var annotations = IsIndex ? AsIndex().Annotations : AsManifest().Annotations;
        var all = Children().Append(Subject());
        if (
            HasNull(annotations)
            || Children().Contains(null!)
            || all.OfType<Descriptor>().Any(one => one.Size is < 0 or > LargestContent || HasNull(one.Annotations))
        )
        {
            throw OciErrors.Corrupt(
                $"The manifest {Descriptor.Digest} points at nothing, or at what has an impossible size."
            );
        }
    }

    private static bool HasNull(SortedDictionary<string, string>? annotations) =>
        annotations?.ContainsValue(null!) == true;

    /// <exception cref="Errors.ServingException">It is none.</exception>
    public Manifest AsManifest() =>
        OciJson.Read(Bytes.Span, OciJson.Context.Manifest, $"The manifest {Descriptor.Digest}");

    /// <exception cref="Errors.ServingException">It is none.</exception>
    public ImageIndex AsIndex() =>
        OciJson.Read(Bytes.Span, OciJson.Context.ImageIndex, $"The index {Descriptor.Digest}");

    /// <summary>What it says something about; null for most.</summary>
    public Descriptor? Subject() => IsIndex ? AsIndex().Subject : AsManifest().Subject;

    /// <summary>
    /// Its entry in a list of referrers: with its annotations and its artifact's type, which is the type of its config where
    /// it says none.
    /// </summary>
    public Descriptor AsReferrer()
    {
        if (IsIndex)
        {
            var index = AsIndex();
            return Descriptor with { ArtifactType = index.ArtifactType, Annotations = index.Annotations };
        }

        var manifest = AsManifest();
        return Descriptor with
        {
            ArtifactType = manifest.ArtifactType is { Length: > 0 } own ? own : manifest.Config.MediaType,
            Annotations = manifest.Annotations,
        };
    }

    /// <summary>Everything that it points at and cannot be without.</summary>
    public IReadOnlyList<Descriptor> Children()
    {
        if (IsIndex)
            return AsIndex().Manifests;

        var manifest = AsManifest();
        return [manifest.Config, .. manifest.Layers];
    }
}
