using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Http;

/// <summary>A request for objects: what the path and the method say.</summary>
/// <param name="Verb">As RBAC calls it: get, list, watch, create, update, patch, delete, deletecollection.</param>
/// <param name="Namespace">Empty for what is in none, and for a list over all.</param>
internal sealed record ResourceRequest(
    string Verb,
    ResourceKind Kind,
    string Namespace,
    string Name,
    string Subresource
)
{
    public ObjectKey Key => new(Namespace, Name);

    /// <summary>Reads a path such as <c>/apis/apps/v1/namespaces/shop/deployments/web/status</c>; null where it is none of an object.</summary>
    public static ResourceRequest? Read(HttpRequest request, ResourceCatalog catalog)
    {
        var path = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        string group;
        int at;
        if (path is ["api", _, _, ..])
            (group, at) = ("", 1);
        else if (path is ["apis", _, _, _, ..])
            (group, at) = (path[1], 2);
        else
            return null;
        var version = path[at];
        var rest = path[(at + 1)..];
        var space = "";
        // Of a namespace itself only its name, status and finalize follow.
        if (
            rest is ["namespaces", var named, var plural, ..]
            && !(group.Length == 0 && plural is "status" or "finalize")
        )
        {
            space = named;
            rest = rest[2..];
        }

        if (rest.Length > 3 || catalog.Find(group, version, rest[0]) is not { } kind)
            throw StatusException.NoSuchPath();
        var name = rest.Length > 1 ? rest[1] : "";
        if ((kind.Namespaced && space.Length == 0 && name.Length > 0) || (!kind.Namespaced && space.Length > 0))
            throw StatusException.NoSuchPath();
        return new ResourceRequest(VerbOf(request, name), kind, space, name, rest.Length > 2 ? rest[2] : "");
    }

    private static string VerbOf(HttpRequest request, string name)
    {
        var one = name.Length > 0;
        return request.Method switch
        {
            "GET" when request.Query["watch"] is ["true" or "1", ..] => "watch",
            "GET" => one ? "get" : "list",
            "POST" => "create",
            "PUT" when one => "update",
            "PATCH" when one => "patch",
            "DELETE" => one ? "delete" : "deletecollection",
            _ => throw StatusException.MethodNotAllowed(),
        };
    }
}
