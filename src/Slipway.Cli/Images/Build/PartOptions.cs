using Slipway.Cli.Images.Projects;
using Slipway.Oci.Content;
using Slipway.Oci.Signatures;

namespace Slipway.Cli.Images.Build;

/// <summary>What an image is put together from, as the command line says it, whatever it is of.</summary>
internal abstract record PartOptions
{
    /// <summary>At least one.</summary>
    public required IReadOnlyList<Platform> Platforms { get; init; }

    public required string Base { get; init; }

    /// <summary>What it is called; null for its own name.</summary>
    public string? Name { get; init; }

    /// <summary>Who must have signed the base; null for anybody, or nobody.</summary>
    public SignaturePolicy? Signed { get; init; }

    public required string LockFile { get; init; }

    /// <summary>Whether the lock file's entries are looked up anew.</summary>
    public bool UpdateLock { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The time of everything in the image.</summary>
    public DateTimeOffset Created { get; init; } = DateTimeOffset.UnixEpoch;
}

/// <summary>An image of a model and the server that serves it.</summary>
internal sealed record ModelPartOptions : PartOptions
{
    public required ModelSource Model { get; init; }

    /// <summary>Folders of published servers.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>Where the wheels of a Python model are; null for the usual place.</summary>
    public string? Wheels { get; init; }
}

/// <summary>An image of the server alone, without a model.</summary>
internal sealed record ServerPartOptions : PartOptions
{
    /// <summary>Folders of published servers.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];
}

/// <summary>An image of a program that serves by itself.</summary>
internal sealed record ProjectPartOptions : PartOptions
{
    public required ProjectSource Project { get; init; }

    /// <summary>Arguments that it is started with where the user says none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
}
