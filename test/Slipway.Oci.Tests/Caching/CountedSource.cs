using System.Collections.Concurrent;
using Slipway.Oci.Content;

namespace Slipway.Oci.Tests.Caching;

/// <summary>A source that tells what was read from it, and can fail.</summary>
internal sealed class CountedSource(IContentSource source) : IContentSource
{
    public ConcurrentQueue<Digest> Opened { get; } = [];

    /// <summary>Blobs that cannot be had.</summary>
    public HashSet<Digest> Missing { get; } = [];

    /// <summary>Blobs that come with one byte changed.</summary>
    public HashSet<Digest> Corrupted { get; } = [];

    public string Name => source.Name;

    public Task<ManifestContent> ResolveAsync(string reference, CancellationToken cancellationToken) =>
        source.ResolveAsync(reference, cancellationToken);

    public async Task<Stream> OpenAsync(Descriptor content, CancellationToken cancellationToken)
    {
        Opened.Enqueue(content.Digest);
        if (Missing.Contains(content.Digest))
            throw new IOException("The other side went away.");
        var stream = await source.OpenAsync(content, cancellationToken);
        if (!Corrupted.Contains(content.Digest))
            return stream;

        await using (stream)
        {
            var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, cancellationToken);
            bytes.GetBuffer()[0]++;
            bytes.Position = 0;
            return bytes;
        }
    }
}
