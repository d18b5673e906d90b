using Slipway.Oci.Content;
using Slipway.Oci.Images;
using Slipway.Oci.Images.Services;
using Slipway.Oci.Supply;

namespace Slipway.Cli.Images.Build;

/// <summary>What is said about a built image beside it: a bill of materials of each platform, and how all came about.</summary>
internal sealed class Attestations(
    BuildOptions options,
    IReadOnlyList<(AssembledImage Image, ImageParts Parts)> images,
    IReadOnlyList<SbomFile> modelFiles
)
{
    /// <summary>Attaches them in <paramref name="target"/>, where the image is.</summary>
    public async Task AttachAsync(IContentTarget target, ManifestContent root, CancellationToken cancellationToken)
    {
        foreach (var (image, parts) in images)
        {
            var subject = image.Manifest.Descriptor;
            await Attachment.AddAsync(target, subject, Bill(subject.Digest, parts), cancellationToken);
            await Attachment.AddAsync(target, subject, Origin(subject.Digest, [parts]), cancellationToken);
        }

        if (root.IsIndex)
        {
            var origin = Origin(root.Descriptor.Digest, [.. images.Select(image => image.Parts)]);
            await Attachment.AddAsync(target, root.Descriptor, origin, cancellationToken);
        }
    }

    private AttachedDocument Bill(Digest digest, ImageParts parts) =>
        Sbom.Write(
            new SbomInput
            {
                Name = options.Reference.Name,
                Version = options.Reference.Tag,
                Digest = digest,
                Tool = $"slipway-{ToolVersion.Short}",
                Created = options.Parts.Created,
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
                    .. parts.Packages,
                    .. ServerInventory.Read(parts.Server.Folder),
                    new SbomComponent(ServiceImage.ServerProgram, parts.Service.ServerVersion ?? "0"),
                ],
                Models =
                [
                    new SbomModel(
                        parts.Service.Model,
                        parts.Service.ModelVersion.ToString(System.Globalization.CultureInfo.InvariantCulture),
                        modelFiles
                    ),
                ],
            }
        );

    private AttachedDocument Origin(Digest digest, IReadOnlyList<ImageParts> all)
    {
        var dependencies = new List<ProvenanceDependency>();
        foreach (var parts in all)
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
                parts.Packages.Select(package => new ProvenanceDependency(package.PackageUrl!, Name: "packages"))
            );
            dependencies.AddRange(
                ServerInventory
                    .Read(parts.Server.Folder)
                    .Select(component => new ProvenanceDependency(component.PackageUrl!, Name: "server"))
            );
        }

        dependencies.AddRange(
            modelFiles.Select(file => new ProvenanceDependency(
                $"file:/{file.Path}",
                Digest.Parse($"sha256:{file.Sha256}"),
                "model"
            ))
        );
        return Provenance.Write(
            new ProvenanceInput
            {
                Name = options.Reference.Name,
                Digest = digest,
                Versions = new(StringComparer.Ordinal)
                {
                    ["slipway"] = ToolVersion.Full,
                    ["server"] = all[0].Service.ServerVersion ?? "0",
                },
                Parameters = new(StringComparer.Ordinal)
                {
                    ["base"] = all[0].Base.PublicName ?? "base",
                    ["model"] = all[0].Service.Model,
                    ["platforms"] = string.Join(',', options.Parts.Platforms),
                    ["tag"] = options.Reference.ToString(),
                },
                Dependencies = dependencies,
            }
        );
    }
}
