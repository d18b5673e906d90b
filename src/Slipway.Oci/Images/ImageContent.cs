using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Images;

/// <summary>
/// Images that were put together, before they are anywhere: manifests and configs in memory, our layers in the cache, those of
/// bases where the bases are. Thread-safe once all was added.
/// </summary>
public sealed class ImageContent : IContentSource
{
    private readonly Dictionary<string, ManifestContent> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<Digest, Func<Descriptor, CancellationToken, Task<Stream>>> _blobs = [];
    private readonly List<AssembledImage> _images = [];

    public string Name => "the image";

    public IReadOnlyList<AssembledImage> Images => _images;

    /// <summary>An image of one platform.</summary>
    /// <param name="image">What it is.</param>
    /// <param name="layers">Its layers above the base.</param>
    /// <param name="below">The base and where it is; null for none.</param>
    public void Add(
        AssembledImage image,
        IEnumerable<CachedLayer> layers,
        (BaseImage Image, IContentSource Source)? below
    )
    {
        _images.Add(image);
        _manifests[image.Manifest.Descriptor.Digest.ToString()] = image.Manifest;
        var config = image.Config;
        _blobs[image.Manifest.AsManifest().Config.Digest] = (_, _) => Task.FromResult<Stream>(Read(config));
        foreach (var layer in layers)
            _blobs[layer.Layer.Descriptor.Digest] = (descriptor, _) => Task.FromResult(layer.Open(descriptor));
        foreach (var layer in below?.Image.Layers ?? [])
            _blobs[layer.Digest] = below!.Value.Source.OpenAsync;
    }

    /// <summary>What names all images: the only one's manifest, or an index of several.</summary>
    public ManifestContent Root(SortedDictionary<string, string>? annotations)
    {
        if (_images is [var only])
            return only.Manifest;

        var index = AssembledImage.Index(_images, annotations);
        _manifests[index.Descriptor.Digest.ToString()] = index;
        return index;
    }

    public Task<ManifestContent> ResolveAsync(string reference, CancellationToken cancellationToken) =>
        _manifests.TryGetValue(reference, out var manifest)
            ? Task.FromResult(manifest)
            : throw OciErrors.NotFound("unknown-manifest", $"The image that was built has no '{reference}'.");

    public Task<Stream> OpenAsync(Descriptor content, CancellationToken cancellationToken) =>
        _blobs.TryGetValue(content.Digest, out var open)
            ? open(content, cancellationToken)
            : throw OciErrors.NotFound("unknown-blob", $"The image that was built has no {content.Digest}.");

    private static MemoryStream Read(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray(), writable: false);
}
