using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Layouts;

namespace Slipway.Oci.Artifacts;

/// <summary>Writes a stored model into a folder: all of it, or nothing.</summary>
/// <param name="source">Where it is.</param>
/// <param name="maxBytes">More is refused, packed or unpacked.</param>
/// <param name="options">How it is fetched.</param>
public sealed class ModelPull(IContentSource source, long maxBytes, ContentCopyOptions options)
{
    /// <summary>Fetches, unpacks, and puts the files in their place when all of them are there.</summary>
    /// <param name="model">What is fetched.</param>
    /// <param name="folder">Not there, or empty, unless what is in it may be replaced.</param>
    /// <param name="replace">Whether what is there goes; it stays where fetching fails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServingException">It cannot be had or written, or is damaged or hostile.</exception>
    public async Task RunAsync(StoredModel model, string folder, bool replace, CancellationToken cancellationToken)
    {
        var place = TargetFolder.Open(folder, replace);
        model.CheckSize(maxBytes);
        try
        {
            var blobs = LayoutFolder.OpenOrCreate(Path.Combine(place.Staging, "blobs"));
            using (var copy = new ContentCopy(source, blobs, options with { IsNeeded = model.IsNeeded }))
                await copy.RunAsync(model.Content.Descriptor.Digest.ToString(), tag: null, cancellationToken);

            var files = Directory.CreateDirectory(Path.Combine(place.Staging, "files")).FullName;
            var uses = model.Layers.CountBy(layer => blobs.PathOf(layer.Digest)).ToDictionary(StringComparer.Ordinal);
            await new ModelUnpack(model, blobs, maxBytes).RunAsync(files, MoveOrCopy, verify: false, cancellationToken);
            place.Fill(files);

            // Two files of a model may be the same blob.
            void MoveOrCopy(string blob, string path)
            {
                if (uses[blob]-- > 1)
                    File.Copy(blob, path);
                else
                    File.Move(blob, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServingException(
                ServingErrorCode.ResourceExhausted,
                $"{model.Name} cannot be written to {place.Path}: {e.Message} Nothing was put there.",
                e
            )
            {
                Reason = "cannot-write",
            };
        }
        finally
        {
            place.Clean();
        }
    }
}
