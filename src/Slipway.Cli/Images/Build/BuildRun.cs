using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.References;
using Slipway.Oci.Registries;

namespace Slipway.Cli.Images.Build;

/// <summary>Builds the image of a model or a program: of its parts an image for each platform, and writes it where it is wanted.</summary>
internal sealed class BuildRun(CliEnvironment environment, RegistryClient registries, BuildOptions options)
{
    private readonly CliConsole _console = environment.Console;

    /// <exception cref="CliException">Something that it needs is not there, or the image cannot be written.</exception>
    public async Task<BuiltImage> RunAsync(CancellationToken cancellationToken)
    {
        using var sources = new ContentSources(registries);
        var image = await ComposedImage.MakeAsync(environment, sources, options.Parts, cancellationToken);
        var attestations = options.Attest ? await Attestations.OfAsync(options, image, cancellationToken) : null;
        await WriteAsync(image.Content, image.Root, attestations, cancellationToken);
        return Describe(image);
    }

    private async Task WriteAsync(
        ImageContent content,
        ManifestContent root,
        Attestations? attestations,
        CancellationToken cancellationToken
    )
    {
        var output = new ImageOutput(registries, options.Reference)
        {
            Attestations = attestations,
            Base =
                options.Parts.Base != BaseChoice.Nano
                && ContentLocation.Parse(options.Parts.Base) is ContentLocation.Registry below
                    ? below.Reference
                    : null,
        };
        foreach (var place in options.Outputs)
        {
            var moved = await TransferDisplay.RunAsync(
                _console,
                display => output.WriteAsync(content, root, place, display, cancellationToken)
            );
            var verb = place is ContentLocation.Registry ? "sent" : "written";
            await _console.Error.WriteLineAsync($"{place}: {moved.Summary(verb)}.");
        }
    }

    private BuiltImage Describe(ComposedImage image) =>
        new()
        {
            Reference = options.Reference.ToString(),
            Digest = image.Root.Descriptor.Digest.ToString(),
            Model = (image.Subject as ModelSubject)?.Name,
            ModelVersion = (image.Subject as ModelSubject)?.Version,
            Program = (image.Subject as ProgramSubject)?.Name,
            ProgramVersion = (image.Subject as ProgramSubject)?.Version,
            Platforms = [.. image.Content.Images.Select(Describe)],
            Outputs = [.. options.Outputs.Select(output => output.ToString()!)],
        };

    private static BuiltPlatform Describe(AssembledImage image)
    {
        var manifest = image.Manifest.AsManifest();
        return new BuiltPlatform(
            image.Platform.ToString(),
            image.Manifest.Descriptor.Digest.ToString(),
            image.Manifest.Descriptor.Size + manifest.Config.Size + manifest.Layers.Sum(layer => layer.Size),
            [
                .. manifest.Layers.Select(layer => new BuiltLayer(
                    layer.Annotations?.GetValueOrDefault(ServiceImage.LayerAnnotation) ?? ServiceLayers.Base,
                    layer.Digest.ToString(),
                    layer.Size
                )),
            ]
        );
    }
}
