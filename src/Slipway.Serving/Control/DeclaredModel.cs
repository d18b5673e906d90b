using Slipway.Models;
using Slipway.Serving.Sources.Remote;

namespace Slipway.Serving.Control;

/// <summary>
/// A place whose models are to be served, as the command line or a list of models names it: a file, a package, a model
/// folder or a repository.
/// </summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">The name of the one model there; null for its own.</param>
public sealed record DeclaredModel(string Path, string? Name = null)
{
    /// <summary>Which versions are served; null for what the model's own configuration says.</summary>
    public VersionsConfig? Versions { get; init; }

    /// <summary>Names of versions; null for what the model's own configuration says.</summary>
    public IReadOnlyDictionary<string, long>? Labels { get; init; }

    /// <summary>The place as it may be shown and logged: an address may carry its credential.</summary>
    internal string Shown => RemoteModelSource.IsRemote(Path) ? RemoteModelSource.Show(Path) : Path;

    /// <summary>The same source, whatever is said of its versions.</summary>
    internal (string Path, string? Name) Key => (Path, Name);
}
