namespace Slipway.Deployment.Manifest;

/// <summary>What came of reading a manifest.</summary>
public sealed record ManifestReading
{
    /// <summary>The most problems that are listed.</summary>
    public const int MostProblems = 50;

    /// <summary>The manifest's file.</summary>
    public required string File { get; init; }

    /// <summary>Its folder, absolute.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The fleet, with variables, overlay and defaults worked in (none of the three is left in it), a name, and absolute paths.
    /// Null where there are problems.
    /// </summary>
    public FleetManifest? Manifest { get; init; }

    /// <summary>
    /// What could be read in spite of problems, with nothing resolved: to learn what it is about, never to run it. Null where the text
    /// is no manifest at all.
    /// </summary>
    public FleetManifest? Unchecked { get; init; }

    /// <summary>All that is wrong, in the order of the files; at most <see cref="MostProblems"/>.</summary>
    public required IReadOnlyList<ManifestProblem> Problems { get; init; }

    /// <summary>Problems besides those that are listed.</summary>
    public int MoreProblems { get; init; }
}
