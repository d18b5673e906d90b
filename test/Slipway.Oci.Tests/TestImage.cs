using System.Text;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests;

/// <summary>Small images whose layers are no archives: nobody who only moves them looks inside.</summary>
internal static class TestImage
{
    public static async Task<ManifestContent> AddAsync(IContentTarget target, string? tag, params string[] layers)
    {
        var config = await AddBlobAsync(target, MediaTypes.Config, """{"architecture":"amd64","os":"linux"}""");
        var blobs = new List<Descriptor>();
        foreach (var layer in layers)
            blobs.Add(await AddBlobAsync(target, MediaTypes.LayerGzip, layer));

        var manifest = ManifestContent.Of(new Manifest { Config = config, Layers = blobs });
        await target.AddManifestAsync(manifest, tag, CancellationToken.None);
        return manifest;
    }

    /// <summary>An index of two images, for amd64 and arm64.</summary>
    public static async Task<ManifestContent> AddIndexAsync(IContentTarget target, string tag)
    {
        var amd = await AddAsync(target, tag: null, "shared", "for amd64");
        var arm = await AddAsync(target, tag: null, "shared", "for arm64");
        var index = ManifestContent.Of(
            new ImageIndex
            {
                Manifests =
                [
                    amd.Descriptor with
                    {
                        Platform = Platform.LinuxAmd64,
                    },
                    arm.Descriptor with
                    {
                        Platform = Platform.LinuxArm64,
                    },
                ],
            }
        );
        await target.AddManifestAsync(index, tag, CancellationToken.None);
        return index;
    }

    public static async Task<Descriptor> AddBlobAsync(IContentTarget target, string mediaType, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        var blob = Descriptor.Of(mediaType, bytes);
        await target.AddAsync(
            blob,
            _ => Task.FromResult<Stream>(new MemoryStream(bytes)),
            progress: null,
            CancellationToken.None
        );
        return blob;
    }

    public static async Task<string> ReadAsync(IContentSource source, Descriptor content)
    {
        await using var stream = await source.OpenAsync(content, CancellationToken.None);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
