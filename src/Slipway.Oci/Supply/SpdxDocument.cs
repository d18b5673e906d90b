using System.Text.Json.Serialization;

namespace Slipway.Oci.Supply;

/// <summary>What is written of SPDX 2.3, with its names of members.</summary>
internal sealed record SpdxDocument
{
    public string SpdxVersion { get; init; } = "SPDX-2.3";

    public string DataLicense { get; init; } = "CC0-1.0";

    [JsonPropertyName("SPDXID")]
    public string Id { get; init; } = "SPDXRef-DOCUMENT";

    public required string Name { get; init; }

    public required string DocumentNamespace { get; init; }

    public required SpdxCreation CreationInfo { get; init; }

    public required IReadOnlyList<SpdxPackage> Packages { get; init; }

    public IReadOnlyList<SpdxFile>? Files { get; init; }

    public required IReadOnlyList<SpdxRelationship> Relationships { get; init; }
}

internal sealed record SpdxCreation(string Created, IReadOnlyList<string> Creators);

internal sealed record SpdxPackage
{
    [JsonPropertyName("SPDXID")]
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? VersionInfo { get; init; }

    /// <summary>What is in a package was not looked into, so there is no code that its files add up to.</summary>
    public bool FilesAnalyzed { get; init; }

    public string DownloadLocation { get; init; } = Spdx.Unknown;

    public string LicenseConcluded { get; init; } = Spdx.Unknown;

    public required string LicenseDeclared { get; init; }

    public string CopyrightText { get; init; } = Spdx.Unknown;

    public required string PrimaryPackagePurpose { get; init; }

    public IReadOnlyList<SpdxChecksum>? Checksums { get; init; }

    public IReadOnlyList<SpdxReference>? ExternalRefs { get; init; }
}

internal sealed record SpdxFile
{
    [JsonPropertyName("SPDXID")]
    public required string Id { get; init; }

    public required string FileName { get; init; }

    public required IReadOnlyList<SpdxChecksum> Checksums { get; init; }

    public string LicenseConcluded { get; init; } = Spdx.Unknown;

    public string CopyrightText { get; init; } = Spdx.Unknown;
}

internal sealed record SpdxChecksum(string Algorithm, string ChecksumValue);

internal sealed record SpdxReference(string ReferenceCategory, string ReferenceType, string ReferenceLocator);

internal sealed record SpdxRelationship(string SpdxElementId, string RelationshipType, string RelatedSpdxElement);

internal static class Spdx
{
    public const string Unknown = "NOASSERTION";
}
