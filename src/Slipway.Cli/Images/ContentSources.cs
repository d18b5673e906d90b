using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Images;

/// <summary>Opens images where they are: in a registry, in a folder, or in a file, which is unpacked until this is disposed.</summary>
internal sealed class ContentSources(RegistryClient registries) : IDisposable
{
    private readonly List<DirectoryInfo> _unpacked = [];

    /// <summary>The place, and what names the image there: a tag or a digest.</summary>
    /// <exception cref="CliException">There are several images, and none is named.</exception>
    public async Task<(IContentSource Source, string Reference)> OpenAsync(
        ContentLocation location,
        CancellationToken cancellationToken
    ) =>
        location switch
        {
            ContentLocation.Registry { Reference: var reference } => (registries.Open(reference), reference.Manifest),
            ContentLocation.Layout layout => Named(LayoutFolder.Open(layout.Folder), layout.Tag, layout),
            ContentLocation.OciArchive archive => Named(
                await UnpackAsync(archive.File, cancellationToken),
                archive.Tag,
                archive
            ),
            ContentLocation.DockerArchive archive => Named(
                await UnpackAsync(archive.File, cancellationToken),
                tag: null,
                archive
            ),
            _ => throw new InvalidOperationException("A location of no known kind."),
        };

    public void Dispose()
    {
        foreach (var folder in _unpacked)
            folder.Delete(recursive: true);
    }

    private async Task<LayoutFolder> UnpackAsync(string file, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-image-");
        _unpacked.Add(folder);
        return await ArchiveReader.UnpackAsync(file, folder.FullName, cancellationToken);
    }

    private static (IContentSource, string) Named(LayoutFolder layout, string? tag, ContentLocation location) =>
        (tag, layout.Images()) switch
        {
            ({ } named, _) => (layout, named),
            (null, [var only]) => (layout, only.Digest.ToString()),
            (null, var images) => throw CliException.Usage(
                images.Count == 0
                    ? $"{location} holds no image."
                    : $"{location} holds {images.Count} images; name the tag of one after a colon."
            ),
        };
}
