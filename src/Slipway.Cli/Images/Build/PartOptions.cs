using Slipway.Oci.Content;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Images.Build;

/// <summary>What an image is put together from, as the command line says it.</summary>
internal sealed record PartOptions
{
    public required ModelSource Model { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<Platform> Platforms { get; init; }

    public required string Base { get; init; }

    /// <summary>The model's name; null for its own.</summary>
    public string? Name { get; init; }

    /// <summary>Who must have signed the base; null for anybody, or nobody.</summary>
    public SignaturePolicy? Signed { get; init; }

    public required string LockFile { get; init; }

    /// <summary>Whether the lock file's entries are looked up anew.</summary>
    public bool UpdateLock { get; init; }

    /// <summary>Folders of published servers.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Where the wheels of a Python model are; null for the usual place.</summary>
    public string? Wheels { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The time of everything in the image.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UnixEpoch;
}
