using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;
using Slipway.Oci.Unpacking;

namespace Slipway.Oci.Artifacts;

/// <summary>Makes the files of a model from its layers, which were fetched into a folder of blobs before.</summary>
internal sealed class ModelUnpack(StoredModel model, LayoutFolder blobs, long maxBytes)
{
    /// <summary>Images with an operating system in them have many files that are passed over.</summary>
    private const int MostEntries = 500_000;

    /// <summary>Fills <paramref name="folder"/>.</summary>
    /// <param name="folder">Empty; what is in it after a failure is of no use.</param>
    /// <param name="place">Puts the file of a blob at a path, without looking into it.</param>
    /// <param name="verify">Whether such a file is read before, for it may be older than this process.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">It is damaged, hostile or too large, or there is no model in it.</exception>
    public async Task RunAsync(
        string folder,
        Action<string, string> place,
        bool verify,
        CancellationToken cancellationToken
    )
    {
        var limits = new ArchiveLimits(maxBytes, MostEntries) { PackedBytes = model.Size };
        var unpacker =
            model.Kind == StoredModelKind.Artifact
                ? LayerUnpacker.ForArtifact(folder, model.Name, limits)
                : LayerUnpacker.ForImage(folder, model.Name, model.Only, limits);
        foreach (var layer in model.Layers)
        {
            if (model.Kind == StoredModelKind.Artifact && ModelMediaTypes.IsRaw(layer.MediaType))
            {
                if (verify)
                    await VerifyAsync(layer, cancellationToken);
                unpacker.AddFile(FilePathOf(layer), layer.Size, path => place(blobs.PathOf(layer.Digest), path));
                continue;
            }

            await using var content = await blobs.OpenAsync(layer, cancellationToken);
            await Task.Run(() => unpacker.Add(layer, content, cancellationToken), cancellationToken);
        }

        if (!Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw OciErrors.Invalid(
                "not-a-model",
                $"{model.Name} has no files{(model.Only is null ? "" : $" under /{model.Only}")}, so there is no model in it."
            );
        }
    }

    private async Task VerifyAsync(Descriptor layer, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(layer, cancellationToken);
        await content.CopyToAsync(Stream.Null, 128 << 10, cancellationToken);
    }

    private string FilePathOf(Descriptor layer) =>
        layer.Annotations?.GetValueOrDefault(ModelMediaTypes.FilePath)
        ?? layer.Annotations?.GetValueOrDefault(ModelMediaTypes.Title)
        ?? throw OciErrors.Corrupt(
            $"The layer {layer.Digest} of {model.Name} is a single file, and no annotation '{ModelMediaTypes.FilePath}' says "
                + "which."
        );
}
