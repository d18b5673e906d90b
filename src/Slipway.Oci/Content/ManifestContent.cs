namespace Slipway.Oci.Content;

/// <summary>A manifest or an index as it was read or will be written: its bytes are what its digest is of.</summary>
public sealed record ManifestContent
{
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

        // What two readers take for two things, an attacker may use (CVE-2021-41190).
        var own = content.IsIndex ? content.AsIndex().MediaType : content.AsManifest().MediaType;
        if (own is not null && own != mediaType)
            throw OciErrors.Corrupt(
                $"The manifest {content.Descriptor.Digest} was sent as '{mediaType}' and says that it is '{own}'."
            );

        return content;
    }

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
