using System.Text.Json;
using Slipway.Cli.Images.Build;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Inspect;

/// <summary>Reads what an image says of itself, without its layers.</summary>
internal sealed class ImageInspection(ContentSources sources)
{
    /// <summary>How a signature by cosign's scheme is found, which has a tag of its own.</summary>
    private const string SignatureSuffix = ".sig";

    // A registry's own words for what holds no image of a platform.
    private const string Unknown = "unknown";

    public async Task<ImageDescription> RunAsync(ContentLocation location, CancellationToken cancellationToken)
    {
        var (source, reference) = await sources.OpenAsync(location, cancellationToken);
        var root = await source.ResolveAsync(reference, cancellationToken);
        var platforms = new List<ImagePlatform>();
        string? artifactType = null;
        foreach (var manifest in await ManifestsAsync(source, root, cancellationToken))
        {
            artifactType = manifest.AsManifest().ArtifactType ?? artifactType;
            platforms.Add(await PlatformAsync(source, manifest, cancellationToken));
        }

        var labels = platforms.Select(platform => platform.Labels).FirstOrDefault(labels => labels.Count > 0);
        var service = ServiceDescription.FromLabels(labels);
        var program = ProgramDescription.FromLabels(labels);
        return new ImageDescription
        {
            Reference = location.ToString()!,
            Digest = root.Descriptor.Digest.ToString(),
            Kind =
                artifactType is not null ? $"artifact, {artifactType}"
                : service is not null || program is not null ? "service image"
                : "image",
            Model = service?.Model,
            ModelVersion = service?.ModelVersion,
            Program = program?.Name,
            ProgramVersion = program?.Version,
            Description = service?.Description ?? program?.Description,
            Runtime = service?.Runtime,
            Base = service?.Base ?? program?.Base,
            Signature = SignatureOf(service),
            Attached = await AttachedAsync(source, root, platforms, cancellationToken),
            Platforms = platforms,
        };
    }

    private static async Task<List<ManifestContent>> ManifestsAsync(
        IContentSource source,
        ManifestContent root,
        CancellationToken cancellationToken
    )
    {
        if (!root.IsIndex)
            return [root];
        var manifests = new List<ManifestContent>();
        foreach (var child in root.AsIndex().Manifests.Where(child => child.Platform?.Os != Unknown))
        {
            var manifest = await source.ResolveAsync(child.Digest.ToString(), cancellationToken);
            if (!manifest.IsIndex)
                manifests.Add(manifest);
        }

        return manifests;
    }

    private static async Task<ImagePlatform> PlatformAsync(
        IContentSource source,
        ManifestContent content,
        CancellationToken cancellationToken
    )
    {
        var manifest = content.AsManifest();
        var config = MediaTypes.IsImageConfig(manifest.Config.MediaType)
            ? await BaseImage.ReadConfigAsync(source, manifest.Config, cancellationToken)
            : null;
        return new ImagePlatform(
            config is null ? null : $"{config.Os}/{config.Architecture}",
            content.Descriptor.Digest.ToString(),
            content.Descriptor.Size + manifest.Config.Size + manifest.Layers.Sum(layer => layer.Size),
            [.. manifest.Layers.Select(layer => new BuiltLayer(KindOf(layer), layer.Digest.ToString(), layer.Size))],
            config?.Config?.Labels ?? manifest.Annotations ?? new(StringComparer.Ordinal)
        );
    }

    private static string KindOf(Descriptor layer) =>
        layer.Annotations?.GetValueOrDefault(ServiceImage.LayerAnnotation)
        ?? layer.Annotations?.GetValueOrDefault("org.cncf.model.filepath")
        ?? layer.Annotations?.GetValueOrDefault("org.opencontainers.image.title")
        ?? (layer.MediaType is MediaTypes.LayerGzip or MediaTypes.DockerLayerGzip ? "layer" : layer.MediaType);

    private static SignatureLabel? SignatureOf(ServiceDescription? service)
    {
        try
        {
            return service?.Signature is { } text
                ? JsonSerializer.Deserialize(text, SignatureContracts.Default.SignatureLabel)
                : null;
        }
        catch (JsonException)
        {
            // A label is anybody's.
            return null;
        }
    }

    // Of the whole and of each platform, once each.
    private static async Task<List<string>> AttachedAsync(
        IContentSource source,
        ManifestContent root,
        List<ImagePlatform> platforms,
        CancellationToken cancellationToken
    )
    {
        var attached = new List<string>();
        var subjects = platforms
            .Select(platform => Digest.Parse(platform.Digest))
            .Prepend(root.Descriptor.Digest)
            .Distinct();
        foreach (var subject in subjects)
        {
            if (source is IReferrers referrers)
            {
                var found = await referrers.ListReferrersAsync(subject, artifactType: null, cancellationToken);
                attached.AddRange(found.Select(entry => entry.ArtifactType ?? entry.MediaType));
            }

            if (await IsSignedAsync(source, subject, cancellationToken))
                attached.Add("signature");
        }

        return [.. attached.Distinct(StringComparer.Ordinal)];
    }

    private static async Task<bool> IsSignedAsync(
        IContentSource source,
        Digest subject,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await source.ResolveAsync($"{subject.Algorithm}-{subject.Hex}{SignatureSuffix}", cancellationToken);
            return true;
        }
        catch (ServingException e) when (e.Code == ServingErrorCode.NotFound)
        {
            return false;
        }
    }
}
