using System.Collections.Immutable;

namespace Slipway.ApiServer.Resources;

/// <summary>The kinds that are served at this moment. Reads see an immutable snapshot.</summary>
internal sealed class ResourceCatalog(IReadOnlyList<string> missingGroups)
{
    private ImmutableList<ResourceKind> _kinds =
    [
        .. BuiltInKinds.All.Where(kind => !missingGroups.Contains(kind.Group)),
    ];

    public ImmutableList<ResourceKind> Kinds => Volatile.Read(ref _kinds);

    public ResourceKind? Find(string group, string version, string plural) =>
        Kinds.Find(kind => kind.Group == group && kind.Version == version && kind.Plural == plural);

    /// <summary>A kind by what an owner reference or a binding calls it; any served version will do.</summary>
    public ResourceKind? FindKind(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        return Kinds.Find(candidate => candidate.ApiVersion == apiVersion && candidate.Kind == kind)
            ?? Kinds.Find(candidate => candidate.Group == group && candidate.Kind == kind);
    }

    /// <summary>The first version of a stored kind.</summary>
    public ResourceKind? OfStorage(string storage) => Kinds.Find(kind => kind.Storage == storage);

    /// <summary>Replaces every version of one group's resource; none takes it away.</summary>
    public void Replace(string storage, IEnumerable<ResourceKind> kinds) =>
        ImmutableInterlocked.Update(
            ref _kinds,
            static (all, change) => all.RemoveAll(kind => kind.Storage == change.storage).AddRange(change.kinds),
            (storage, kinds: kinds.ToList())
        );
}
