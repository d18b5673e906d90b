using Slipway.Oci.Content;
using Slipway.Oci.References;

namespace Slipway.Cli.Images.Build;

/// <summary>What the command line of <c>build</c> says.</summary>
internal sealed record BuildOptions
{
    public required ModelSource Model { get; init; }

    /// <summary>What the image is called, with a tag.</summary>
    public required ImageReference Reference { get; init; }

    /// <summary>Where it goes; at least one place.</summary>
    public required IReadOnlyList<ContentLocation> Outputs { get; init; }

    public required IReadOnlyList<Platform> Platforms { get; init; }

    public required string Base { get; init; }

    /// <summary>The model's name; null for its own.</summary>
    public string? Name { get; init; }

    public required string LockFile { get; init; }

    /// <summary>Whether the lock file's entries are looked up anew.</summary>
    public bool UpdateLock { get; init; }

    /// <summary>Folders of published servers.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether what is in the image, and how it came about, is said beside it.</summary>
    public bool Attest { get; init; } = true;

    /// <summary>The time of everything in the image.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UnixEpoch;
}
