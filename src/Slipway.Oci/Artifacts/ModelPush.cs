using Slipway.Oci.Content;
using Slipway.Oci.Layers;

namespace Slipway.Oci.Artifacts;

/// <summary>Puts a model into a registry or a layout, as an artifact and beside it as an image of files.</summary>
/// <param name="target">Where it goes.</param>
/// <param name="layers">Keeps the compressed layer for the next time.</param>
/// <param name="options">How it is copied.</param>
public sealed class ModelPush(IContentTarget target, LayerCache layers, ContentCopyOptions options)
{
    /// <summary>What the tag of the image of files has behind that of the artifact.</summary>
    public const string FilesSuffix = "-files";

    /// <summary>The longest tag that registries take.</summary>
    private const int LongestTag = 128;

    /// <summary>The artifact's tag is set last: who finds it, finds all.</summary>
    /// <exception cref="Errors.ServingException">It cannot be packed, or not be copied.</exception>
    public async Task<PushedModel> RunAsync(ModelFiles model, string tag, CancellationToken cancellationToken)
    {
        if (tag.Length + FilesSuffix.Length > LongestTag)
        {
            throw OciErrors.Invalid(
                "image-reference",
                $"The tag '{tag}' is too long: with '{FilesSuffix}' behind it, it may have {LongestTag} characters."
            );
        }

        var content = new PreparedContent(model.Name);
        var artifact = await ModelArtifact.PrepareAsync(model, content, cancellationToken);
        var files = await FilesImage.PrepareAsync(model, layers, content, cancellationToken);
        using var copy = new ContentCopy(content, target, options);
        await copy.RunAsync(files.Descriptor.Digest.ToString(), tag + FilesSuffix, cancellationToken);
        await copy.RunAsync(artifact.Descriptor.Digest.ToString(), tag, cancellationToken);
        return new PushedModel(artifact.Descriptor, files.Descriptor);
    }
}

/// <summary>What was pushed.</summary>
/// <param name="Artifact">Its manifest.</param>
/// <param name="Files">The index of the images of files.</param>
public sealed record PushedModel(Descriptor Artifact, Descriptor Files);
