using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;

namespace Slipway.Cli.Images.Build;

/// <summary>The image of a model, put together and not written anywhere yet.</summary>
/// <param name="Content">An image for each platform.</param>
/// <param name="Root">The only one's manifest, or an index of several.</param>
/// <param name="Parts">Of what each is made.</param>
/// <param name="Model">What all have.</param>
internal sealed record ModelImage(
    ImageContent Content,
    ManifestContent Root,
    IReadOnlyList<ImageParts> Parts,
    ModelPart Model
)
{
    /// <summary>Gathers the parts, of which most were made before, and puts the image together.</summary>
    /// <param name="environment">For servers and messages.</param>
    /// <param name="sources">Where bases are from; the image is read from them until it was written.</param>
    /// <param name="options">What it is made of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">Something that it needs is not there.</exception>
    public static async Task<ModelImage> MakeAsync(
        CliEnvironment environment,
        ContentSources sources,
        PartOptions options,
        CancellationToken cancellationToken
    )
    {
        var (parts, model) = await new PartsGathering(environment, sources, options).RunAsync(cancellationToken);
        var content = new ImageContent();
        foreach (var part in parts)
        {
            var image = ServiceImage.Assemble(
                part.Platform,
                part.Base.Image?.Image,
                [.. part.Layers.Select(layer => (layer.Kind, layer.Layer.Layer))],
                part.Service,
                part.Environment,
                options.Created
            );
            content.Add(image, part.Layers.Select(layer => layer.Layer), part.Base.Image);
        }

        var root = content.Root(
            ServiceImage.Standard((model.Service with { Base = parts[0].Service.Base }).ToLabels())
        );
        return new ModelImage(content, root, parts, model);
    }
}
