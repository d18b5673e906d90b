using System.Text.Json.Nodes;
using Slipway.ApiServer.Controllers;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Collection;

/// <summary>
/// Gives each namespace its default service account and the certificate's config map, and empties those that are being
/// deleted before it lets them go.
/// </summary>
internal sealed class NamespaceController(Cluster cluster) : IController
{
    private const string Manager = "kube-controller-manager";

    public DateTimeOffset? Step()
    {
        foreach (var space in cluster.List(BuiltInKinds.Namespaces))
        {
            if (space.Text("metadata", "deletionTimestamp") is null)
                Furnish(space.Name);
            else
                Empty(space);
        }

        return null;
    }

    private void Furnish(string space)
    {
        Make(cluster.Catalog.Find("", "v1", "serviceaccounts")!, space, "default", []);
        Make(
            cluster.Catalog.Find("", "v1", "configmaps")!,
            space,
            "kube-root-ca.crt",
            new JsonObject { ["data"] = new JsonObject { ["ca.crt"] = "" } }
        );
    }

    private void Make(ResourceKind kind, string space, string name, JsonObject body)
    {
        if (cluster.Find(kind, space, name) is not null)
            return;
        body["metadata"] = new JsonObject { ["name"] = name };
        cluster.Create(kind, space, body, Manager);
    }

    private void Empty(StoredObject space)
    {
        var left = cluster.Store.All().Where(item => item.Namespace == space.Name).ToList();
        foreach (var item in left.Where(item => item.Text("metadata", "deletionTimestamp") is null))
        {
            if (cluster.Catalog.OfStorage(item.Storage) is { } kind)
                cluster.Delete(kind, item.Key);
        }

        if (left.Count > 0)
            return;
        cluster.Change(
            BuiltInKinds.Namespaces,
            space.Key,
            current => current.Ensure("spec").Remove("finalizers"),
            Manager
        );
    }
}
