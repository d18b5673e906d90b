using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Images;

/// <summary>
/// Puts an image together for one platform: the layers of a base, ours above them, and a config that says how it runs. Pure:
/// the same parts make the same bytes.
/// </summary>
public sealed record ImageAssembly
{
    public required Platform Platform { get; init; }

    /// <summary>Null for an image that begins with nothing.</summary>
    public BaseImage? Base { get; init; }

    /// <summary>The lowest first, each with what made it, for <c>docker history</c>.</summary>
    public required IReadOnlyList<(WrittenLayer Layer, string CreatedBy)> Layers { get; init; }

    /// <summary>What it starts with; environment and labels come to those of the base, all else takes their place.</summary>
    public required ProcessConfig Process { get; init; }

    /// <summary>Of the manifest.</summary>
    public SortedDictionary<string, string>? Annotations { get; init; }

    /// <summary>When it was made. One time for all builds of the same parts, or they would differ.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The image; nothing of it is written yet.</summary>
    public AssembledImage Assemble()
    {
        var config = new ImageConfig
        {
            Created = Created,
            Architecture = Platform.Architecture,
            Variant = Platform.Variant,
            Os = Platform.Os,
            Config = Merge(Base?.Config.Config),
            RootFileSystem = new RootFileSystem
            {
                DiffIds =
                [
                    .. Base?.Config.RootFileSystem.DiffIds ?? [],
                    .. Layers.Select(layer => layer.Layer.DiffId.ToString()),
                ],
            },
            History =
            [
                .. Base?.Config.History ?? [],
                .. Layers.Select(layer => new HistoryEntry { Created = Created, CreatedBy = layer.CreatedBy }),
            ],
        };
        var bytes = OciJson.Write(config, OciJson.Context.ImageConfig);
        var manifest = new Manifest
        {
            Config = Descriptor.Of(MediaTypes.Config, bytes),
            Layers = [.. Base?.Layers.Select(Plain) ?? [], .. Layers.Select(layer => layer.Layer.Descriptor)],
            Annotations = Annotations,
        };
        return new AssembledImage(Platform, ManifestContent.Of(manifest), bytes);
    }

    // Docker's media types mean the same bytes; a manifest of OCI has OCI's.
    private static Descriptor Plain(Descriptor layer) =>
        new()
        {
            MediaType = layer.MediaType == MediaTypes.DockerLayerGzip ? MediaTypes.LayerGzip : layer.MediaType,
            Digest = layer.Digest,
            Size = layer.Size,
        };

    private ProcessConfig Merge(ProcessConfig? below) =>
        Process with
        {
            Environment = Environment(below?.Environment, Process.Environment),
            Labels = Labels(below?.Labels, Process.Labels),
            Further = below?.Further,
        };

    private static List<string>? Environment(IReadOnlyList<string>? below, IReadOnlyList<string>? ours)
    {
        var names = (ours ?? []).Select(NameOf).ToHashSet(StringComparer.Ordinal);
        List<string> all = [.. (below ?? []).Where(entry => !names.Contains(NameOf(entry))), .. ours ?? []];
        return all.Count > 0 ? all : null;

        static string NameOf(string entry) => entry.Split('=')[0];
    }

    private static SortedDictionary<string, string>? Labels(
        SortedDictionary<string, string>? below,
        SortedDictionary<string, string>? ours
    )
    {
        if (below is null || ours is null)
            return ours ?? below;

        var all = new SortedDictionary<string, string>(below, StringComparer.Ordinal);
        foreach (var (name, value) in ours)
            all[name] = value;
        return all;
    }
}

/// <summary>An image for one platform, before it is anywhere.</summary>
/// <param name="Platform">What it runs on.</param>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Config">The bytes of its config.</param>
public sealed record AssembledImage(Platform Platform, ManifestContent Manifest, ReadOnlyMemory<byte> Config)
{
    /// <summary>Its entry in an index.</summary>
    public Descriptor IndexEntry => Manifest.Descriptor with { Platform = Platform };

    /// <summary>The index of several, in the order in which they are given.</summary>
    public static ManifestContent Index(
        IEnumerable<AssembledImage> images,
        SortedDictionary<string, string>? annotations
    ) =>
        ManifestContent.Of(
            new ImageIndex { Manifests = [.. images.Select(image => image.IndexEntry)], Annotations = annotations }
        );
}
