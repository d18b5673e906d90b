using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Layouts;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Images.Build;

/// <summary>Writes a built image where the user wants it.</summary>
/// <param name="registries">For those that are registries.</param>
/// <param name="reference">What the image is called, with a tag.</param>
internal sealed class ImageOutput(RegistryClient registries, ImageReference reference)
{
    /// <summary>The repository of the base, where it is in the same registry: its layers need not be sent then.</summary>
    public ImageReference? Base { get; init; }

    /// <summary>What is said about the image, where it is kept beside it: in registries and layouts; null for nothing.</summary>
    public Attestations? Attestations { get; init; }

    public async Task WriteAsync(
        ImageContent content,
        ManifestContent root,
        ContentLocation output,
        TransferDisplay display,
        CancellationToken cancellationToken
    )
    {
        switch (output)
        {
            case ContentLocation.Registry registry:
                await StoreAsync(
                    content,
                    root,
                    Repository(registry.Reference),
                    registry.Reference.Tag,
                    display,
                    cancellationToken
                );
                break;
            case ContentLocation.Layout layout:
                await StoreAsync(
                    content,
                    root,
                    LayoutFolder.OpenOrCreate(layout.Folder),
                    layout.Tag ?? reference.Tag,
                    display,
                    cancellationToken
                );
                break;
            case ContentLocation.OciArchive archive:
                await WriteFileAsync(content, root, archive.File, display, WriteOciAsync, cancellationToken);
                break;
            case ContentLocation.DockerArchive archive:
                await WriteFileAsync(content, root, archive.File, display, WriteDockerAsync, cancellationToken);
                break;
        }
    }

    private RegistryRepository Repository(ImageReference target)
    {
        var repository = registries.Open(target);
        return Base is { } below && below.Registry == target.Registry && below.Repository != target.Repository
            ? repository.MountingFrom(below.Repository)
            : repository;
    }

    private async Task StoreAsync(
        ImageContent content,
        ManifestContent root,
        IContentTarget target,
        string? tag,
        TransferDisplay display,
        CancellationToken cancellationToken
    )
    {
        await CopyAsync(content, root, target, tag, display, cancellationToken);
        if (Attestations is { } attestations)
            await attestations.AttachAsync(target, root, cancellationToken);
    }

    private static async Task CopyAsync(
        ImageContent content,
        ManifestContent root,
        IContentTarget target,
        string? tag,
        TransferDisplay display,
        CancellationToken cancellationToken
    )
    {
        using var copy = new ContentCopy(content, target, new ContentCopyOptions { Transfers = display.Track });
        await copy.RunAsync(root.Descriptor.Digest.ToString(), tag, cancellationToken);
    }

    private static async Task WriteFileAsync(
        ImageContent content,
        ManifestContent root,
        string file,
        TransferDisplay display,
        Func<LayoutFolder, ManifestContent, Stream, CancellationToken, Task> write,
        CancellationToken cancellationToken
    )
    {
        var target = Path.GetFullPath(file);
        var staging = $"{target}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var layout = LayoutFolder.OpenOrCreate(staging);
            await CopyAsync(content, root, layout, tag: null, display, cancellationToken);
            await using (var stream = File.Create($"{staging}.tar"))
                await write(layout, root, stream, cancellationToken);
            File.Move($"{staging}.tar", target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Failure, $"{target} cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists($"{staging}.tar"))
                File.Delete($"{staging}.tar");
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }
    }

    private Task WriteOciAsync(LayoutFolder layout, ManifestContent root, Stream stream, CancellationToken token) =>
        new ArchiveWriter(layout).WriteOciAsync(root, reference.Tag!, stream, token);

    private Task WriteDockerAsync(LayoutFolder layout, ManifestContent root, Stream stream, CancellationToken token) =>
        new ArchiveWriter(layout).WriteDockerAsync(root, reference.ToString(), stream, token);
}
