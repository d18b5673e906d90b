using System.Globalization;
using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>Writes a bill of materials of an image as SPDX 2.3 in JSON.</summary>
public static class Sbom
{
    public const string MediaType = "application/spdx+json";

    private const string ImageId = "SPDXRef-Image";
    private const string BaseId = "SPDXRef-Base";

    /// <summary>The document, ready to be attached to the image.</summary>
    public static AttachedDocument Write(SbomInput input)
    {
        List<SpdxPackage> packages = [Image(input)];
        List<SpdxFile> files = [];
        List<SpdxRelationship> relationships = [new("SPDXRef-DOCUMENT", "DESCRIBES", ImageId)];
        if (input.Base is { } below)
        {
            packages.Add(Package(BaseId, below, "CONTAINER"));
            relationships.Add(new(ImageId, "DESCENDANT_OF", BaseId));
        }

        var components = input
            .Components.Distinct()
            .OrderBy(component => component.Name, StringComparer.Ordinal)
            .ThenBy(component => component.Version, StringComparer.Ordinal)
            .ThenBy(component => component.PackageUrl, StringComparer.Ordinal);
        foreach (var component in components)
        {
            var package = Package(Id("Package", packages.Count), component, "LIBRARY");
            packages.Add(package);
            relationships.Add(new(ImageId, "CONTAINS", package.Id));
        }

        foreach (var model in input.Models.OrderBy(model => (model.Name, model.Version)))
        {
            var component = new SbomComponent(model.Name, model.Version) { License = model.License };
            var package = model.IsProgram
                ? Package(Id("Program", packages.Count), component, "APPLICATION")
                : Package(Id("Model", packages.Count), component, "OTHER");
            packages.Add(package);
            relationships.Add(new(ImageId, "CONTAINS", package.Id));
            foreach (var file in model.Files.OrderBy(file => file.Path, StringComparer.Ordinal))
            {
                files.Add(File(Id("File", files.Count), file));
                relationships.Add(new(package.Id, "CONTAINS", files[^1].Id));
            }
        }

        var document = new SpdxDocument
        {
            Name = input.Name,
            DocumentNamespace = "",
            CreationInfo = new(Time(input.Created), [$"Tool: {input.Tool}"]),
            Packages = packages,
            Files = files.Count > 0 ? files : null,
            Relationships = relationships,
        };
        return new AttachedDocument(
            MediaType,
            MediaType,
            Bytes(document with { DocumentNamespace = Namespace(input.Digest, document) }),
            new(StringComparer.Ordinal) { ["org.opencontainers.image.title"] = "sbom.spdx.json" }
        );
    }

    private static byte[] Bytes(SpdxDocument document) => OciJson.Write(document, SupplyJson.Context.SpdxDocument);

    // No two documents may have the same; under the place that the specification names for those who have none of their own.
    private static string Namespace(Digest image, SpdxDocument document) =>
        $"https://spdx.org/spdxdocs/slipway-{image.Hex}-{Digest.Of(Bytes(document)).Short}";

    private static SpdxPackage Image(SbomInput input) =>
        Package(
            ImageId,
            new SbomComponent(input.Name, input.Version ?? input.Digest.ToString())
            {
                Digest = input.Digest,
                PackageUrl = PackageUrl.Oci(input.Name, input.Digest),
            },
            "CONTAINER"
        );

    private static SpdxPackage Package(string id, SbomComponent component, string purpose) =>
        new()
        {
            Id = id,
            Name = component.Name,
            VersionInfo = component.Version,
            LicenseDeclared = component.License ?? Spdx.Unknown,
            PrimaryPackagePurpose = purpose,
            Checksums = component.Digest is { } digest ? [new(digest.Algorithm.ToUpperInvariant(), digest.Hex)] : null,
            ExternalRefs = component.PackageUrl is { } url ? [new("PACKAGE-MANAGER", "purl", url)] : null,
        };

    private static SpdxFile File(string id, SbomFile file) =>
        new()
        {
            Id = id,
            FileName = $"./{file.Path}",
            Checksums = [new("SHA1", file.Sha1), new("SHA256", file.Sha256)],
        };

    // Letters, digits, dots and hyphens are all that an identifier may hold, and names may hold others.
    private static string Id(string kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"SPDXRef-{kind}-{number}");

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
