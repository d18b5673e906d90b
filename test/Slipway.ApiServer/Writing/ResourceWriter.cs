using System.Text.Json.Nodes;
using Slipway.ApiServer.Applying;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Kinds;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Writing;

/// <summary>
/// Every write: what comes is read by its kind, the server's own fields are kept, owners of fields are noted, and what changes
/// nothing is not written. The rules are those of Kubernetes' API conventions.
/// </summary>
public sealed class ResourceWriter
{
    private const string NameLetters = "bcdfghjklmnpqrstvwxz2456789";
    private readonly ObjectStore _store;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly ObjectContent _content;

    internal ResourceWriter(ObjectStore store, TimeProvider time, int seed, Action<ResourceKind, string> unchecked_)
    {
        _store = store;
        _time = time;
        _random = new Random(seed);
        _content = new ObjectContent(unchecked_);
    }

    public StoredObject Create(ResourceKind kind, string inNamespace, JsonObject body, WriteOptions options)
    {
        lock (_store.Gate)
        {
            var next = body.DeepClone().AsObject();
            ObjectContent.Read(kind, next, options);
            var key = Place(kind, inNamespace, next);
            ObjectMetadata.Begin(kind, next, _time.GetUtcNow(), NewUid());
            if (kind.HasStatus)
                next.Remove("status");
            CheckNamespace(kind, key);
            var taken = _store.Find(kind.Storage, key) is not null;
            if (taken)
                throw StatusException.AlreadyExists(kind, key.Name);
            FieldOwnership.Take(kind, null, next, options.Manager, "", Now);
            return Begin(kind, key, next, options);
        }
    }

    /// <summary>Writes a new state of an object that is there.</summary>
    /// <param name="subresource">Empty, or <c>status</c>.</param>
    /// <param name="make">Gives the new state from the present one, of which it gets a copy.</param>
    public StoredObject Update(
        ResourceKind kind,
        ObjectKey key,
        string subresource,
        Func<JsonObject, JsonObject> make,
        WriteOptions options,
        bool isPatch = false
    )
    {
        lock (_store.Gate)
        {
            var stored = _store.Find(kind.Storage, key) ?? throw StatusException.NotFound(kind, key.Name);
            var current = Versions.Of(kind, stored.Copy());
            var next = make(current.DeepClone().AsObject());
            CheckPreconditions(kind, key, current, next, isPatch);
            ObjectContent.Read(kind, next, options);
            ObjectMetadata.Carry(current, next);
            Restrict(kind, current, next, subresource);
            FieldOwnership.Take(kind, current, next, options.Manager, subresource, Now);
            return Finish(kind, stored, current, next, options);
        }
    }

    /// <summary>Server-side apply: merges the configuration into the object, or makes it.</summary>
    public StoredObject Apply(
        ResourceKind kind,
        ObjectKey key,
        string subresource,
        JsonObject body,
        WriteOptions options
    )
    {
        lock (_store.Gate)
        {
            var config = AppliedConfig.Read(kind, key, body);
            var stored = _store.Find(kind.Storage, key);
            if (stored is null && subresource.Length > 0)
                throw StatusException.NotFound(kind, key.Name);
            var current = stored is null ? null : Versions.Of(kind, stored.Copy());
            if (
                config.Text("metadata", "resourceVersion") is { Length: > 0 } version
                && version != current?.Text("metadata", "resourceVersion")
            )
                throw StatusException.Stale(kind, key.Name);
            config.Ensure("metadata").Remove("resourceVersion");
            var next = ServerSideApply.Apply(kind, current, config, options.Manager, subresource, options.Force, Now);
            ObjectContent.Default(kind, next);
            if (stored is null || current is null)
            {
                var owners = next["metadata"]?["managedFields"]?.DeepClone();
                ObjectMetadata.Begin(kind, next, _time.GetUtcNow(), NewUid());
                next.Ensure("metadata").Put("managedFields", owners);
                if (kind.HasStatus)
                    next.Remove("status");
                CheckNamespace(kind, key);
                return Begin(kind, key, next, options);
            }

            var entries = next["metadata"]?["managedFields"]?.DeepClone();
            ObjectMetadata.Carry(current, next);
            next.Ensure("metadata").Put("managedFields", entries);
            Restrict(kind, current, next, subresource);
            return Finish(kind, stored, current, next, options);
        }
    }

    private string Now => ObjectMetadata.Moment(_time.GetUtcNow());

    private StoredObject Begin(ResourceKind kind, ObjectKey key, JsonObject next, WriteOptions options)
    {
        KindRules.Of(kind.GroupResource).Begin(next);
        _content.Check(kind, null, next);
        return options.DryRun
            ? new StoredObject(kind.Storage, key, _store.Revision, next)
            : _store.Put(kind.Storage, key, next);
    }

    private StoredObject Finish(
        ResourceKind kind,
        StoredObject stored,
        JsonObject current,
        JsonObject next,
        WriteOptions options
    )
    {
        _content.Check(kind, current, next);
        if (
            kind.HasGeneration
            && (!JsonPaths.Same(Spec(kind, current), Spec(kind, next)) || IsNoted(kind, current, next))
        )
            next.Ensure("metadata")["generation"] = (current.Number("metadata", "generation") ?? 0) + 1;
        if (JsonPaths.Same(current, next))
            return stored;
        if (options.DryRun)
            return new StoredObject(kind.Storage, stored.Key, stored.Revision, next);
        var written = _store.Put(kind.Storage, stored.Key, next);
        return Deletion.IsDone(kind, next) ? _store.Remove(written) : written;
    }

    /// <summary>Gives up what the subresource that is written through cannot change.</summary>
    private static void Restrict(ResourceKind kind, JsonObject current, JsonObject next, string subresource)
    {
        if (subresource.Length == 0)
        {
            if (kind.HasStatus)
                next.Put("status", current["status"]);
            return;
        }

        var status = next["status"];
        var owners = next["metadata"]?["managedFields"];
        foreach (var name in next.Select(field => field.Key).ToList())
            next.Remove(name);
        foreach (var (name, value) in current)
            next[name] = value?.DeepClone();
        next.Put("status", status);
        next.Ensure("metadata").Put("managedFields", owners);
    }

    private static void CheckPreconditions(
        ResourceKind kind,
        ObjectKey key,
        JsonObject current,
        JsonObject next,
        bool isPatch
    )
    {
        var name = next.Text("metadata", "name");
        if (name is not null && name != key.Name)
            throw StatusException.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({key.Name})"
            );
        if (next.Text("metadata", "namespace") is { Length: > 0 } space && space != key.Namespace)
            throw StatusException.BadRequest(
                $"the namespace of the object ({space}) does not match the namespace on the URL ({key.Namespace})"
            );
        if (next.Text("metadata", "uid") is { Length: > 0 } uid && uid != current.Text("metadata", "uid"))
        {
            throw StatusException.Conflict(
                kind,
                key.Name,
                $"Precondition failed: UID in precondition: {uid}, UID in object meta: {current.Text("metadata", "uid")}"
            );
        }

        var version = next.Text("metadata", "resourceVersion");
        if (version is { Length: > 0 } && version != current.Text("metadata", "resourceVersion"))
            throw StatusException.Stale(kind, key.Name);
        if (version is null or "" && !kind.UnconditionalUpdate && !isPatch)
        {
            throw StatusException.Invalid(
                kind,
                key.Name,
                [FieldCause.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]
            );
        }
    }

    private ObjectKey Place(ResourceKind kind, string inNamespace, JsonObject next)
    {
        var metadata = next.Ensure("metadata");
        if (metadata.Text("namespace") is { Length: > 0 } said && said != inNamespace)
            throw StatusException.BadRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            );
        if (kind.Namespaced)
            metadata["namespace"] = inNamespace;
        if (metadata.Text("name") is { Length: > 0 } name)
            return new ObjectKey(inNamespace, name);
        if (metadata.Text("generateName") is not { Length: > 0 } prefix)
            throw StatusException.Invalid(
                kind,
                "",
                [FieldCause.Required("metadata.name", "name or generateName is required")]
            );
        name = prefix + new string(_random.GetItems<char>(NameLetters, 5));
        metadata["name"] = name;
        ObjectContent.Default(kind, next);
        return new ObjectKey(inNamespace, name);
    }

    private void CheckNamespace(ResourceKind kind, ObjectKey key)
    {
        if (!kind.Namespaced)
            return;
        var space =
            _store.Find(BuiltInKinds.Namespaces.Storage, new ObjectKey("", key.Namespace))
            ?? throw StatusException.NotFound(BuiltInKinds.Namespaces, key.Namespace);
        if (space.Text("metadata", "deletionTimestamp") is null)
            return;
        var why = $"unable to create new content in namespace {key.Namespace} because it is being terminated";
        var refused = StatusException.Forbidden(kind, key.Name, why);
        refused.Details!["causes"] = new JsonArray(
            new JsonObject
            {
                ["reason"] = "NamespaceTerminating",
                ["message"] = $"namespace {key.Namespace} is being terminated",
                ["field"] = "metadata.namespace",
            }
        );
        throw refused;
    }

    // Deployments alone count their annotations as well.
    private static bool IsNoted(ResourceKind kind, JsonObject current, JsonObject next) =>
        kind.GroupResource == "deployments.apps"
        && !JsonPaths.Same(current.At("metadata", "annotations"), next.At("metadata", "annotations"));

    private static JsonObject Spec(ResourceKind kind, JsonObject entity)
    {
        var spec = entity.DeepClone().AsObject();
        spec.Remove("metadata");
        if (kind.HasStatus || !kind.IsCustom)
            spec.Remove("status");
        return spec;
    }

    private Guid NewUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        _random.NextBytes(bytes);
        // Version 4, as uids are.
        bytes[7] = (byte)((bytes[7] & 0x0f) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes);
    }
}
