using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>Puts a document beside what it is about: an artifact whose subject is that, and whose only layer the document.</summary>
public static class Attachment
{
    /// <summary>The content of a config that says nothing.</summary>
    private static readonly byte[] EmptyConfig = "{}"u8.ToArray();

    /// <summary>Adds it, and its blobs before it; the same document about the same subject is the same artifact.</summary>
    /// <param name="target">Where the subject is or will be.</param>
    /// <param name="subject">What the document is about.</param>
    /// <param name="document">The document.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<ManifestContent> AddAsync(
        IContentTarget target,
        Descriptor subject,
        AttachedDocument document,
        CancellationToken cancellationToken
    )
    {
        var config = Descriptor.Of(MediaTypes.Empty, EmptyConfig);
        var content = Descriptor.Of(document.MediaType, document.Content.Span) with
        {
            Annotations = document.Annotations,
        };
        await AddBlobAsync(target, config, EmptyConfig, cancellationToken);
        await AddBlobAsync(target, content, document.Content, cancellationToken);

        var manifest = ManifestContent.Of(
            new Manifest
            {
                ArtifactType = document.ArtifactType,
                Config = config,
                Layers = [content],
                // What else is known of it does not matter, and would be another artifact.
                Subject = new Descriptor
                {
                    MediaType = subject.MediaType,
                    Digest = subject.Digest,
                    Size = subject.Size,
                },
                Annotations = document.Annotations,
            }
        );
        await target.AddManifestAsync(manifest, tag: null, cancellationToken);
        return manifest;
    }

    internal static async Task AddBlobAsync(
        IContentTarget target,
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken
    )
    {
        if (await target.HasAsync(descriptor, cancellationToken))
            return;
        await target.AddAsync(
            descriptor,
            _ => Task.FromResult<Stream>(new MemoryStream(content.ToArray(), writable: false)),
            progress: null,
            cancellationToken
        );
    }
}

/// <summary>A document that is attached to an image.</summary>
/// <param name="ArtifactType">What finds it among all that is about the image.</param>
/// <param name="MediaType">What its bytes are.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Annotations">Of the artifact and of its layer, which tell people and programs more; null for none.</param>
public sealed record AttachedDocument(
    string ArtifactType,
    string MediaType,
    ReadOnlyMemory<byte> Content,
    SortedDictionary<string, string>? Annotations = null
);
