using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Controllers;

/// <summary>
/// The API as the server's own controllers use it: the same rules as for everybody, without the way over HTTP, its faults and
/// its authorisation.
/// </summary>
internal sealed class Cluster(
    ResourceCatalog catalog,
    ObjectStore store,
    ResourceWriter writer,
    Deletion deletion,
    TimeProvider time
)
{
    public ResourceCatalog Catalog => catalog;

    public ObjectStore Store => store;

    public DateTimeOffset Now => time.GetUtcNow();

    public string Moment => ObjectMetadata.Moment(Now);

    public IReadOnlyList<StoredObject> List(ResourceKind kind, string inNamespace = "") =>
        store.List(kind.Storage, inNamespace);

    public StoredObject? Find(ResourceKind kind, string inNamespace, string name) =>
        store.Find(kind.Storage, new ObjectKey(inNamespace, name));

    /// <summary>Makes an object; null where its namespace is going, so that there is nothing to make any more.</summary>
    public StoredObject? Create(ResourceKind kind, string inNamespace, JsonObject body, string manager)
    {
        try
        {
            return writer.Create(kind, inNamespace, body, new WriteOptions { Manager = manager });
        }
        catch (StatusException failure) when (failure.Code is 403 or 404)
        {
            return null;
        }
    }

    /// <summary>Changes an object that may have gone in the meantime.</summary>
    /// <param name="change">Changes the copy that it is given.</param>
    public StoredObject? Change(
        ResourceKind kind,
        ObjectKey key,
        Action<JsonObject> change,
        string manager,
        string subresource = ""
    ) =>
        Try(() =>
            writer.Update(
                kind,
                key,
                subresource,
                current =>
                {
                    change(current);
                    return current;
                },
                new WriteOptions { Manager = manager },
                isPatch: true
            )
        );

    /// <summary>Changes an object's status.</summary>
    public StoredObject? SetStatus(ResourceKind kind, ObjectKey key, Action<JsonObject> change, string manager) =>
        Change(kind, key, current => change(current.Ensure("status")), manager, "status");

    public void Delete(ResourceKind kind, ObjectKey key, DeleteOptions? options = null) =>
        Try(() => deletion.Delete(kind, key, options ?? new DeleteOptions { Propagation = null }));

    /// <summary>Takes one finalizer away, and the object with it where it was the last.</summary>
    public void Release(ResourceKind kind, ObjectKey key, string finalizer, string manager) =>
        Change(
            kind,
            key,
            current =>
            {
                var left = current.Texts("metadata", "finalizers").Where(name => name != finalizer).ToList();
                current
                    .Ensure("metadata")
                    .Put("finalizers", left.Count > 0 ? new JsonArray([.. left.Select(name => (JsonNode)name)]) : null);
            },
            manager
        );

    /// <summary>What has gone since it was listed needs nothing any more.</summary>
    private static T? Try<T>(Func<T> write)
        where T : class
    {
        try
        {
            return write();
        }
        catch (StatusException failure) when (failure.Code == 404)
        {
            return null;
        }
    }
}
