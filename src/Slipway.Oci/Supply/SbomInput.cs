using System.Security.Cryptography;
using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>What a bill of materials is made from. The same input is the same document, whatever its order.</summary>
public sealed record SbomInput
{
    /// <summary>The image's name with its registry, as <c>registry.example/team/iris</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its tag; null where it has none.</summary>
    public string? Version { get; init; }

    /// <summary>Of its manifest, or of its index.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Who wrote the document, as <c>slipway-0.1.0</c>.</summary>
    public required string Tool { get; init; }

    /// <summary>When: what the image says of itself. Default: the beginning of 1970, for builds that know no time.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The image that it stands on; null for none.</summary>
    public SbomComponent? Base { get; init; }

    /// <summary>Packages in it.</summary>
    public IReadOnlyList<SbomComponent> Components { get; init; } = [];

    public IReadOnlyList<SbomModel> Models { get; init; } = [];
}

/// <summary>A package in an image.</summary>
/// <param name="Name">As its package manager says it.</param>
/// <param name="Version">Likewise.</param>
public sealed record SbomComponent(string Name, string Version)
{
    /// <summary>See <see cref="Supply.PackageUrl"/>; null where there is none.</summary>
    public string? PackageUrl { get; init; }

    /// <summary>An SPDX expression, as <c>MIT</c>; null where it is not known.</summary>
    public string? License { get; init; }

    /// <summary>Of its file or its manifest; null where it is not known.</summary>
    public Digest? Digest { get; init; }
}

/// <summary>What an image is there for: a model, or a program.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Version">Its version.</param>
/// <param name="Files">What it is made of.</param>
public sealed record SbomModel(string Name, string Version, IReadOnlyList<SbomFile> Files)
{
    /// <summary>An SPDX expression; null where it is not known.</summary>
    public string? License { get; init; }

    /// <summary>Whether it is a program.</summary>
    public bool IsProgram { get; init; }
}

/// <summary>A file in an image.</summary>
/// <param name="Path">From the image's root, with slashes, and none at its beginning.</param>
/// <param name="Sha1">40 hexadecimal digits; SPDX 2.3 wants it of every file, and nothing relies on it.</param>
/// <param name="Sha256">64 hexadecimal digits.</param>
public sealed record SbomFile(string Path, string Sha1, string Sha256)
{
    /// <summary>Reads <paramref name="content"/> to its end.</summary>
    public static async Task<SbomFile> ReadAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 << 10];
        while (await content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            sha1.AppendData(buffer.AsSpan(0, read));
            sha256.AppendData(buffer.AsSpan(0, read));
        }

        return new SbomFile(path, Hex(sha1), Hex(sha256));
    }

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
