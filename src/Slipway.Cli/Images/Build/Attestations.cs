using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>What is said about a built image beside it: a bill of materials of each platform, and how all came about.</summary>
internal sealed class Attestations
{
    private readonly BuildOptions _options;
    private readonly ImageSubject _subject;
    private readonly IReadOnlyList<AttestedImage> _images;

    private Attestations(BuildOptions options, ImageSubject subject, IReadOnlyList<AttestedImage> images) =>
        (_options, _subject, _images) = (options, subject, images);

    /// <summary>For an image, whose files are hashed unless they were before.</summary>
    public static async Task<Attestations> OfAsync(
        BuildOptions options,
        ComposedImage image,
        CancellationToken cancellationToken
    )
    {
        var images = new List<AttestedImage>();
        foreach (var (assembled, parts) in image.Content.Images.Zip(image.Parts))
        {
            var files = await FileHashes.OfAsync(parts.Layers[^1].Layer, ImageCache.OfUser(), cancellationToken);
            images.Add(new AttestedImage(assembled, parts, files));
        }

        return new Attestations(options, image.Subject, images);
    }

    /// <summary>Attaches them in <paramref name="target"/>, where the image is.</summary>
    public async Task AttachAsync(IContentTarget target, ManifestContent root, CancellationToken cancellationToken)
    {
        foreach (var image in _images)
        {
            var subject = image.Image.Manifest.Descriptor;
            await Attachment.AddAsync(target, subject, Bill(subject.Digest, image), cancellationToken);
            await Attachment.AddAsync(target, subject, Origin(subject.Digest, [image]), cancellationToken);
        }

        if (root.IsIndex)
        {
            var origin = Origin(root.Descriptor.Digest, _images);
            await Attachment.AddAsync(target, root.Descriptor, origin, cancellationToken);
        }
    }

    private AttachedDocument Bill(Digest digest, AttestedImage attested)
    {
        var parts = attested.Parts;
        return Sbom.Write(
            new SbomInput
            {
                Name = _options.Reference.Name,
                Version = _options.Reference.Tag,
                Digest = digest,
                Tool = $"slipway-{ToolVersion.Short}",
                Created = _options.Parts.Created,
                Base = parts.Base.Image is { } image
                    ? new SbomComponent(parts.Base.PublicName ?? "base", image.Image.Manifest.Digest.ToString())
                    {
                        Digest = image.Image.Manifest.Digest,
                    }
                    : null,
                Components =
                [
                    .. parts.Base.Packages.Select(package => new SbomComponent(package.Key, package.Value)
                    {
                        PackageUrl = PackageUrl.Debian(package.Key, package.Value, parts.Platform.Architecture),
                    }),
                    .. parts.Components.Select(component => component.Component),
                    _subject.Program,
                ],
                Models =
                [
                    new SbomModel(_subject.Name, _subject.VersionText ?? "0", attested.Files)
                    {
                        IsProgram = _subject is ProgramSubject,
                    },
                ],
            }
        );
    }

    private AttachedDocument Origin(Digest digest, IReadOnlyList<AttestedImage> all)
    {
        var dependencies = new List<ProvenanceDependency>();
        foreach (var parts in all.Select(attested => attested.Parts))
        {
            if (parts.Base.Image is { } image)
                dependencies.Add(new(parts.Base.PublicName ?? "base", image.Image.Manifest.Digest, "base"));
            dependencies.AddRange(
                parts.Base.Packages.Select(package => new ProvenanceDependency(
                    PackageUrl.Debian(package.Key, package.Value, parts.Platform.Architecture),
                    Name: "base"
                ))
            );
            dependencies.AddRange(
                parts.Components.Select(component => new ProvenanceDependency(
                    component.Component.PackageUrl!,
                    Name: component.Kind
                ))
            );
        }

        dependencies.AddRange(
            all.SelectMany(attested => attested.Files)
                .Distinct()
                .Select(file => new ProvenanceDependency(
                    $"file:/{file.Path}",
                    Digest.Parse($"sha256:{file.Sha256}"),
                    _subject.Kind
                ))
        );
        return Provenance.Write(
            new ProvenanceInput
            {
                Name = _options.Reference.Name,
                Digest = digest,
                Versions = new(StringComparer.Ordinal)
                {
                    ["slipway"] = ToolVersion.Full,
                    ["server"] = _subject.Program.Version,
                },
                Parameters = new(StringComparer.Ordinal)
                {
                    ["base"] = all[0].Parts.Base.PublicName ?? "base",
                    [_subject.Kind] = _subject.Name,
                    ["platforms"] = string.Join(',', _options.Parts.Platforms),
                    ["tag"] = _options.Reference.ToString(),
                },
                Dependencies = dependencies,
            }
        );
    }

    /// <param name="Image">For one platform.</param>
    /// <param name="Parts">Of what it is made.</param>
    /// <param name="Files">What its highest layer holds.</param>
    private sealed record AttestedImage(AssembledImage Image, ImageParts Parts, IReadOnlyList<SbomFile> Files);
}
