using Slipway.Oci.Content;

namespace Slipway.Oci.Images;

/// <summary>What an image stands on: the layers and the config of another one, for one platform.</summary>
public sealed record BaseImage
{
    private const int LargestConfig = 8 << 20;

    /// <summary>The lowest first.</summary>
    public required IReadOnlyList<Descriptor> Layers { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary>The manifest that it was read from.</summary>
    public required Descriptor Manifest { get; init; }

    /// <summary>The image for <paramref name="platform"/> that <paramref name="reference"/> names.</summary>
    /// <param name="source">Where it is.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="platform">Of an index, the image that runs there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.ServingException">There is none for the platform, or what is there is no image.</exception>
    public static async Task<BaseImage> ReadAsync(
        IContentSource source,
        string reference,
        Platform platform,
        CancellationToken cancellationToken
    )
    {
        var found = await source.ResolveAsync(reference, cancellationToken);
        if (found.IsIndex)
        {
            var images = found.AsIndex().Manifests;
            var image =
                images.FirstOrDefault(image => image.Platform is { } own && platform.Runs(own))
                ?? throw NotFor(source, reference, platform, images.Select(image => image.Platform));
            found = await source.ResolveAsync(image.Digest.ToString(), cancellationToken);
        }

        var manifest = found.AsManifest();
        var config = await ReadConfigAsync(source, manifest.Config, cancellationToken);
        var own = new Platform
        {
            Os = config.Os,
            Architecture = config.Architecture,
            Variant = config.Variant,
        };
        if (!platform.Runs(own))
            throw NotFor(source, reference, platform, [own]);
        if (config.RootFileSystem.DiffIds.Count != manifest.Layers.Count)
        {
            throw OciErrors.Corrupt(
                $"'{reference}' in {source.Name} has {manifest.Layers.Count} layers, and its config names "
                    + $"{config.RootFileSystem.DiffIds.Count}."
            );
        }

        return new BaseImage
        {
            Layers = manifest.Layers,
            Config = config,
            Manifest = found.Descriptor,
        };
    }

    /// <summary>The config that a manifest of an image names.</summary>
    /// <exception cref="Errors.ServingException">It cannot be had, or is none.</exception>
    public static async Task<ImageConfig> ReadConfigAsync(
        IContentSource source,
        Descriptor descriptor,
        CancellationToken cancellationToken
    )
    {
        if (descriptor.Size is < 0 or > LargestConfig)
        {
            throw OciErrors.TooLarge(
                "config-too-large",
                $"The config {descriptor.Digest} in {source.Name} has over {LargestConfig:N0} bytes."
            );
        }

        await using var stream = await source.OpenAsync(descriptor, cancellationToken);
        using var bytes = new MemoryStream((int)descriptor.Size);
        await stream.CopyToAsync(bytes, cancellationToken);
        return OciJson.Read(
            bytes.GetBuffer().AsSpan(0, (int)bytes.Length),
            OciJson.Context.ImageConfig,
            $"The config {descriptor.Digest} in {source.Name}"
        );
    }

    private static Errors.ServingException NotFor(
        IContentSource source,
        string reference,
        Platform platform,
        IEnumerable<Platform?> there
    )
    {
        var names = string.Join(", ", there.OfType<Platform>().Where(own => own.Os != "unknown").Distinct());
        return OciErrors.NotFound(
            "no-such-platform",
            $"'{reference}' in {source.Name} has no image for {platform}. It has: {(names.Length > 0 ? names : "none that says so")}."
        );
    }
}
