using Slipway.Models;

namespace Slipway.Serving.Lifecycle;

/// <summary>A version that may be loaded: what it is, and how a loader for it is made, once for each attempt.</summary>
public sealed record AspiredVersion(ModelPackage Package, Func<IServableLoader> CreateLoader)
{
    internal VersionId Id => new(Package.Version, Package.Fingerprint);
}

/// <summary>
/// What should be there of one model: every version that there is, and the rules by which some of them are served.
/// No versions at all: the model goes.
/// </summary>
/// <param name="Name">The model.</param>
/// <param name="Versions">In any order. Of two with one number the later replaces the earlier once it is loaded.</param>
public sealed record AspiredModel(string Name, IReadOnlyList<AspiredVersion> Versions)
{
    /// <summary>Which versions are served.</summary>
    public VersionsConfig Policy { get; init; } = new();

    /// <summary>Names of versions; what <see cref="ModelManager.SetLabel"/> says of the same label wins.</summary>
    public IReadOnlyDictionary<string, long> Labels { get; init; } = new Dictionary<string, long>();

    public LoadMode Load { get; init; }

    public VersionTransition Transition { get; init; }
}

/// <summary>
/// One content of one version. A version whose files change is another content of the same number.
/// </summary>
internal readonly record struct VersionId(long Version, string Fingerprint);
