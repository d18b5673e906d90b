using Slipway.Oci.Content;

namespace Slipway.Oci.Artifacts;

/// <summary>
/// A model as an artifact after the CNCF's model specification: a layer for each file. The same files are the same
/// artifact, whenever and wherever it is made.
/// </summary>
internal static class ModelArtifact
{
    /// <summary>Reads all files, and tells what the artifact is; it is read again when it is copied.</summary>
    public static async Task<ManifestContent> PrepareAsync(
        ModelFiles model,
        PreparedContent content,
        CancellationToken cancellationToken
    )
    {
        var layers = new List<Descriptor>();
        foreach (var (path, file) in model.Files)
        {
            var layer = await ReadAsync(path, file, cancellationToken);
            layers.Add(layer);
            content.Add(layer, file.OpenRead);
        }

        var document = new ModelDocument
        {
            Descriptor = new ModelDescription { Name = model.Name },
            Config = new ModelTechnicalities
            {
                Format = model
                    .Files.Select(file => ModelFormats.OfFile(file.Path))
                    .FirstOrDefault(format => format is not null),
            },
            FileSystem = new ModelFileSystem { DiffIds = [.. layers.Select(layer => layer.Digest.ToString())] },
        };
        var bytes = OciJson.Write(document, OciJson.Context.ModelDocument);
        var config = Descriptor.Of(ModelMediaTypes.Config, bytes);
        content.Add(config, bytes);
        var manifest = ManifestContent.Of(
            new Manifest
            {
                ArtifactType = ModelMediaTypes.Artifact,
                Config = config,
                Layers = layers,
            }
        );
        content.Add(manifest);
        return manifest;
    }

    private static async Task<Descriptor> ReadAsync(string path, FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = file.OpenRead();
            return LayerOf(path, stream.Length, await Digest.OfAsync(stream, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ModelFiles.Unreadable(file.FullName, e);
        }
    }

    private static Descriptor LayerOf(string path, long size, Digest digest)
    {
        var (mediaType, isGuess) = ModelMediaTypes.OfFile(path);
        var metadata = new ModelFileMetadata { Name = path[(path.LastIndexOf('/') + 1)..], Size = size };
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [ModelMediaTypes.FilePath] = path,
            [ModelMediaTypes.FileMetadata] = System.Text.Encoding.UTF8.GetString(
                OciJson.Write(metadata, OciJson.Context.ModelFileMetadata)
            ),
            [ModelMediaTypes.Title] = path,
        };
        if (isGuess)
            annotations[ModelMediaTypes.Untested] = "true";
        return new Descriptor
        {
            MediaType = mediaType,
            Size = size,
            Digest = digest,
            Annotations = annotations,
        };
    }
}
