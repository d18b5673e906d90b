using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Kinds;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Definitions;

/// <summary>
/// Serves the kinds of definitions, a moment after they were written as the real server does, and says so by the condition
/// Established; takes their objects away before a definition goes.
/// </summary>
internal sealed class DefinitionController(Cluster cluster) : IController
{
    private const string Manager = "kube-apiserver";
    private readonly Dictionary<string, (string Uid, long Generation)> _served = new(StringComparer.Ordinal);

    public DateTimeOffset? Step()
    {
        var definitions = cluster.List(BuiltInKinds.Definitions);
        foreach (var definition in definitions)
        {
            if (definition.Text("metadata", "deletionTimestamp") is null)
                Serve(definition);
            else
                Empty(definition);
        }

        foreach (var gone in _served.Keys.Except(definitions.Select(definition => definition.Name)).ToList())
        {
            _served.Remove(gone);
            cluster.Catalog.Replace(gone, []);
        }

        return null;
    }

    private void Serve(StoredObject definition)
    {
        var content = definition.Copy();
        var state = (definition.Uid, content.Number("metadata", "generation") ?? 0);
        if (_served.TryGetValue(definition.Name, out var served) && served == state)
            return;
        var kinds = DefinitionKinds.Read(content);
        if (Conflict(definition, kinds) is { } why)
        {
            SetConditions(definition, "False", why);
            return;
        }

        cluster.Catalog.Replace(definition.Name, kinds);
        _served[definition.Name] = state;
        SetConditions(definition, "True", null);
    }

    private string? Conflict(StoredObject definition, IReadOnlyList<ResourceKind> kinds) =>
        cluster.Catalog.Kinds.FirstOrDefault(other =>
            other.Storage != definition.Name && kinds.Any(kind => kind.Group == other.Group && kind.Kind == other.Kind)
        )
            is { } taken
            ? $"\"{taken.Kind}\" is already in use"
            : null;

    private void SetConditions(StoredObject definition, string status, string? why) =>
        cluster.SetStatus(
            BuiltInKinds.Definitions,
            definition.Key,
            current =>
            {
                Conditions.Set(
                    current,
                    "NamesAccepted",
                    status,
                    why is null ? "NoConflicts" : "KindConflict",
                    why ?? "no conflicts found",
                    cluster.Moment
                );
                Conditions.Set(
                    current,
                    "Established",
                    status,
                    why is null ? "InitialNamesAccepted" : "NotAccepted",
                    why is null ? "the initial names have been accepted" : "not all names are accepted",
                    cluster.Moment
                );
                current.Put("acceptedNames", definition.Copy().At("spec", "names"));
            },
            Manager
        );

    private void Empty(StoredObject definition)
    {
        var left = cluster.Store.List(definition.Name);
        var kind = cluster.Catalog.OfStorage(definition.Name);
        foreach (var item in left.Where(item => item.Text("metadata", "deletionTimestamp") is null))
        {
            if (kind is not null)
                cluster.Delete(kind, item.Key);
        }

        if (left.Count == 0)
            cluster.Release(BuiltInKinds.Definitions, definition.Key, DefinitionRules.Finalizer, Manager);
    }
}
