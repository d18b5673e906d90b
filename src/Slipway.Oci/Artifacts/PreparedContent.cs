using Slipway.Oci.Content;

namespace Slipway.Oci.Artifacts;

/// <summary>Manifests and blobs that are ready to be copied somewhere: bytes, and files that are read when they are.</summary>
internal sealed class PreparedContent(string name) : IContentSource
{
    private readonly Dictionary<Digest, ManifestContent> _manifests = [];
    private readonly Dictionary<Digest, Func<Stream>> _blobs = [];

    public string Name => name;

    public void Add(ManifestContent manifest) => _manifests[manifest.Descriptor.Digest] = manifest;

    public void Add(Descriptor blob, Func<Stream> open) => _blobs[blob.Digest] = open;

    public void Add(Descriptor blob, ReadOnlyMemory<byte> bytes) =>
        Add(blob, () => new MemoryStream(bytes.ToArray(), writable: false));

    public Task<ManifestContent> ResolveAsync(string reference, CancellationToken cancellationToken) =>
        Task.FromResult(_manifests[Digest.Parse(reference)]);

    public Task<Stream> OpenAsync(Descriptor content, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new VerifiedStream(_blobs[content.Digest](), content, name));
}
