using Slipway.Cli.Fleets;
using Slipway.Deployment.Manifest;
using Slipway.Kubernetes.Rendering;
using Slipway.Oci.References;

namespace Slipway.Cli.Kubernetes;

/// <summary>How a manifest is rendered.</summary>
internal sealed record FleetRenderingOptions
{
    public RenderForm Form { get; init; }

    /// <summary>Null for the manifest's.</summary>
    public string? Namespace { get; init; }

    /// <summary>What images are pushed under; null for the manifest's.</summary>
    public string? Registry { get; init; }

    /// <summary>By service, or <c>gateway</c>.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();
}

/// <summary>Renders a manifest, with each of its overlays.</summary>
internal sealed class FleetRendering(CliConsole console, string path, FleetRenderingOptions options)
{
    /// <exception cref="CliException">The manifest has problems, which were told, or Kubernetes cannot have it.</exception>
    public async Task<RenderedFleet> RunAsync(ManifestOptions reading, CancellationToken cancellationToken)
    {
        var read = FleetManifestReader.Read(path, reading);
        if (read.Manifest is not { } manifest)
        {
            ManifestReport.Write(console.Error, read);
            throw CliException.Usage($"{ManifestReport.Count(read)} in {read.File}.");
        }

        var images = new FleetImages(manifest, options.Registry, options.Images);
        CheckImages(images);
        try
        {
            return FleetRenderer.Render(
                manifest,
                new RenderOptions
                {
                    Form = options.Form,
                    Namespace = options.Namespace,
                    Images = await images.OfServicesAsync(cancellationToken),
                    GatewayImage = images.GatewayImage,
                    // An operator knows one itself.
                    ServerImage = options.Form == RenderForm.Resources ? null : images.ServerImage,
                    ModelBytes = images.ModelBytes(),
                }
            );
        }
        catch (RenderException e)
        {
            throw CliException.Usage(string.Join(Environment.NewLine, e.Problems), e);
        }
    }

    /// <summary>The overlays beside the manifest, by their names.</summary>
    public IReadOnlyList<string> Environments() => ManifestOverlays.Of(path);

    /// <summary>Tells what somebody has to see to.</summary>
    public async Task TellAsync(RenderedFleet fleet)
    {
        foreach (var note in fleet.Notes)
        {
            await console.Error.WriteLineAsync(CliConsole.Plain(note));
        }

        if (options.Form != RenderForm.SingleHost && Texts(fleet).Any(FleetImages.IsLocal))
            await console.Error.WriteLineAsync(
                "Images called slipway.local/… are this machine's; nodes pull none of them. Name a registry with --registry, and push them there."
            );
    }

    private void CheckImages(FleetImages images)
    {
        if (images.Unknown().FirstOrDefault() is { } unknown)
            throw CliException.Usage($"--image {unknown}=…: the fleet has no service '{unknown}'.");
        foreach (var (name, image) in options.Images)
        {
            if (!ImageReference.TryParse(image, out _, out var problem))
                throw CliException.Usage($"--image {name}={image}: {problem}");
        }

        if (options.Registry is { } registry && !ImageReference.TryParse($"{registry}/a:b", out _, out var wrong))
            throw CliException.Usage($"--registry {registry}: {wrong}");
    }

    private static IEnumerable<string> Texts(RenderedFleet fleet) =>
        fleet
            .Objects.OfType<k8s.Models.V1Deployment>()
            .SelectMany(each => each.Spec.Template.Spec.Containers)
            .Select(container => container.Image)
            .Concat(
                fleet
                    .Objects.OfType<Slipway.Kubernetes.Resources.ModelService>()
                    .Select(service => service.Spec.Image ?? "")
            );
}
