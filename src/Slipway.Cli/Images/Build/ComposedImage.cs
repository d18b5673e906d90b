using Slipway.Cli.Images.Projects;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;

namespace Slipway.Cli.Images.Build;

/// <summary>An image, put together and not written anywhere yet.</summary>
/// <param name="Content">An image for each platform.</param>
/// <param name="Root">The only one's manifest, or an index of several.</param>
/// <param name="Parts">Of what each is made.</param>
/// <param name="Subject">What all are of.</param>
internal sealed record ComposedImage(
    ImageContent Content,
    ManifestContent Root,
    IReadOnlyList<ImageParts> Parts,
    ImageSubject Subject
)
{
    /// <summary>Gathers the parts, of which most were made before, and puts the image together.</summary>
    /// <param name="environment">For servers and messages.</param>
    /// <param name="sources">Where bases are from; the image is read from them until it was written.</param>
    /// <param name="options">What it is made of.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CliException">Something that it needs is not there.</exception>
    public static async Task<ComposedImage> MakeAsync(
        CliEnvironment environment,
        ContentSources sources,
        PartOptions options,
        CancellationToken cancellationToken
    )
    {
        var (parts, subject) = await GatherAsync(environment, sources, options, cancellationToken);
        var content = new ImageContent();
        foreach (var part in parts)
        {
            var image = ServiceImage.Assemble(
                part.Platform,
                part.Base.Image?.Image,
                [.. part.Layers.Select(layer => (layer.Kind, layer.Layer.Layer))],
                part.Process,
                options.Created
            );
            content.Add(image, part.Layers.Select(layer => layer.Layer), part.Base.Image);
        }

        var root = content.Root(ServiceImage.OfAll(parts[0].Process.Labels!));
        return new ComposedImage(content, root, parts, subject);
    }

    /// <summary>The parts alone, one for each platform in their order; the lock file then has what was found.</summary>
    /// <exception cref="CliException">Something that an image needs is not there.</exception>
    public static Task<(IReadOnlyList<ImageParts> Parts, ImageSubject Subject)> GatherAsync(
        CliEnvironment environment,
        ContentSources sources,
        PartOptions options,
        CancellationToken cancellationToken
    ) =>
        options switch
        {
            ModelPartOptions model => new ModelParts(environment, sources, model).GatherAsync(cancellationToken),
            ServerPartOptions server => new ServerParts(environment, sources, server).GatherAsync(cancellationToken),
            ProjectPartOptions project => new ProjectParts(environment, sources, project).GatherAsync(
                cancellationToken
            ),
            _ => throw new ArgumentException("Of that no image is made.", nameof(options)),
        };
}
