using System.Formats.Tar;
using System.Text.Json.Serialization;
using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Layouts;

/// <summary>
/// Writes an image of a layout as one file: an <c>oci-archive</c>, which is the layout as a tar, or a
/// <c>docker-archive</c>, which is the same with a <c>manifest.json</c> beside it, so that <c>docker load</c> takes it as well
/// as those who know layouts. The same image is the same file.
/// </summary>
public sealed class ArchiveWriter(LayoutFolder layout)
{
    private const string ContainerdName = "io.containerd.image.name";

    /// <summary>All that <paramref name="root"/> points at, of every platform.</summary>
    public async Task WriteOciAsync(
        ManifestContent root,
        string tag,
        Stream target,
        CancellationToken cancellationToken
    )
    {
        await using var tar = new TarWriter(target, TarEntryFormat.Ustar, leaveOpen: true);
        await WriteLayoutAsync(tar, root, Annotated((LayoutFolder.TagAnnotation, tag)), cancellationToken);
    }

    /// <summary>One image; Docker's archives know no platforms.</summary>
    /// <param name="image">Of one platform.</param>
    /// <param name="name">What it is called, with its tag.</param>
    /// <param name="target">Where it goes; it stays open.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteDockerAsync(
        ManifestContent image,
        string name,
        Stream target,
        CancellationToken cancellationToken
    )
    {
        if (image.IsIndex)
            throw OciErrors.Invalid(
                "docker-archive",
                "A docker-archive holds one image, and this is an index of several."
            );

        await using var tar = new TarWriter(target, TarEntryFormat.Ustar, leaveOpen: true);
        // Podman takes the name from the one, Docker since version 25 from the other, Docker before from manifest.json.
        var named = Annotated((LayoutFolder.TagAnnotation, name), (ContainerdName, name));
        await WriteLayoutAsync(tar, image, named, cancellationToken);
        var manifest = image.AsManifest();
        DockerImage[] images = [new(Place(manifest.Config), [name], [.. manifest.Layers.Select(Place)])];
        await AddAsync(
            tar,
            "manifest.json",
            OciJson.Write(images, ArchiveJsonContext.Default.DockerImageArray),
            cancellationToken
        );
    }

    private async Task WriteLayoutAsync(
        TarWriter tar,
        ManifestContent root,
        SortedDictionary<string, string> annotations,
        CancellationToken cancellationToken
    )
    {
        var entry = root.Descriptor with { Annotations = annotations };
        var index = OciJson.Write(new ImageIndex { Manifests = [entry] }, OciJson.Context.ImageIndex);
        await AddAsync(tar, LayoutFolder.Marker, LayoutFolder.MarkerContent, cancellationToken);
        await AddAsync(tar, LayoutFolder.IndexFile, index, cancellationToken);

        var blobs = new SortedDictionary<string, Descriptor>(StringComparer.Ordinal);
        await GatherAsync(root, blobs, cancellationToken);
        foreach (var (place, blob) in blobs)
        {
            await using var content = File.OpenRead(layout.PathOf(blob.Digest));
            await tar.WriteEntryAsync(Entry(place, content), cancellationToken);
        }
    }

    private async Task GatherAsync(
        ManifestContent manifest,
        SortedDictionary<string, Descriptor> blobs,
        CancellationToken cancellationToken
    )
    {
        blobs[Place(manifest.Descriptor)] = manifest.Descriptor;
        foreach (var child in manifest.Children())
        {
            if (manifest.IsIndex)
                await GatherAsync(
                    await layout.ResolveAsync($"{child.Digest}", cancellationToken),
                    blobs,
                    cancellationToken
                );
            else
                blobs[Place(child)] = child;
        }
    }

    private static SortedDictionary<string, string> Annotated(
        params ReadOnlySpan<(string Name, string Value)> annotations
    )
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in annotations)
            all[name] = value;
        return all;
    }

    private static string Place(Descriptor blob) => $"blobs/{blob.Digest.Algorithm}/{blob.Digest.Hex}";

    private static async Task AddAsync(TarWriter tar, string name, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content);
        await tar.WriteEntryAsync(Entry(name, stream), cancellationToken);
    }

    private static PosixTarEntry Entry(string name, Stream content)
    {
        PosixTarEntry entry =
            content.Length > LayerWriter.LargestOctal
                ? new GnuTarEntry(TarEntryType.RegularFile, name)
                : new UstarTarEntry(TarEntryType.RegularFile, name);
        entry.Mode = LayerFiles.PlainFile;
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        entry.DataStream = content;
        return entry;
    }
}

/// <summary>An entry of <c>manifest.json</c>, as <c>docker save</c> writes it.</summary>
internal sealed record DockerImage(string Config, IReadOnlyList<string> RepoTags, IReadOnlyList<string> Layers);

[JsonSerializable(typeof(DockerImage[]))]
internal sealed partial class ArchiveJsonContext : JsonSerializerContext;
