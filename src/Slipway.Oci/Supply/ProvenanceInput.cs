using Slipway.Oci.Content;

namespace Slipway.Oci.Supply;

/// <summary>How an image came about. The same input is the same document.</summary>
public sealed record ProvenanceInput
{
    /// <summary>The image's name, as <c>registry.example/team/iris</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Of its manifest, or of its index.</summary>
    public required Digest Digest { get; init; }

    /// <summary>Who built it, as an URI that whoever verifies trusts or does not. Default: the tool on some machine.</summary>
    public string Builder { get; init; } = Provenance.LocalBuilder;

    /// <summary>Programs that took part and their versions, as <c>slipway</c> and <c>0.1.0</c>.</summary>
    public SortedDictionary<string, string> Versions { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What was asked for: options of the command by their names.</summary>
    public SortedDictionary<string, string> Parameters { get; init; } = new(StringComparer.Ordinal);

    /// <summary>All that went in, in any order.</summary>
    public IReadOnlyList<ProvenanceDependency> Dependencies { get; init; } = [];
}

/// <summary>Something that went into an image.</summary>
/// <param name="Uri">Where it is from: a package's URL (<see cref="PackageUrl"/>), an image's, a file's.</param>
/// <param name="Digest">Of its content; null where only its version is known.</param>
/// <param name="Name">What it is in the build, as <c>base</c> or <c>model</c>; null for none.</param>
public sealed record ProvenanceDependency(string Uri, Digest? Digest = null, string? Name = null);
