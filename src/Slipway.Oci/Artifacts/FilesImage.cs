using System.IO.Compression;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Artifacts;

/// <summary>
/// A model as a plain image: its files under the root, nothing to start. Container engines that know no artifacts mount it,
/// as an image volume of Kubernetes. It is there for both kinds of processor, for engines look for their own.
/// </summary>
internal static class FilesImage
{
    public static async Task<ManifestContent> PrepareAsync(
        ModelFiles model,
        LayerCache layers,
        PreparedContent content,
        CancellationToken cancellationToken
    )
    {
        var files = new LayerFiles();
        foreach (var (path, file) in model.Files)
            files.AddFile(path, file);
        // Weights hardly become smaller, and this is done while somebody waits.
        var layer = await layers.GetAsync(files, DateTimeOffset.UnixEpoch, CompressionLevel.Fastest, cancellationToken);
        content.Add(layer.Layer.Descriptor, () => File.OpenRead(layer.File));

        var images = ((Platform[])[Platform.LinuxAmd64, Platform.LinuxArm64])
            .Select(platform => Assemble(platform, layer.Layer, model.Name))
            .ToList();
        foreach (var image in images)
        {
            content.Add(image.Manifest.AsManifest().Config, image.Config);
            content.Add(image.Manifest);
        }

        var index = AssembledImage.Index(images, annotations: null);
        content.Add(index);
        return index;
    }

    private static AssembledImage Assemble(Platform platform, WrittenLayer layer, string name) =>
        new ImageAssembly
        {
            Platform = platform,
            Layers = [(layer, "slipway push")],
            Process = new ProcessConfig { Labels = new(StringComparer.Ordinal) { [ModelMediaTypes.Title] = name } },
        }.Assemble();
}
