using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Http;

/// <summary>What is served, as clients ask for it before they ask for objects.</summary>
internal sealed class Discovery(ResourceCatalog catalog, int minor)
{
    public ApiResponse Answer(HttpRequest http)
    {
        if (http.Method != "GET")
            throw StatusException.NoSuchPath();
        return (http.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["healthz" or "livez" or "readyz"] => new ApiResponse(200, "ok"u8.ToArray(), "text/plain"),
            ["version"] => ApiResponse.Of(Version()),
            ["api"] => ApiResponse.Of(new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") }),
            ["apis"] => ApiResponse.Of(Groups()),
            ["apis", var group] => ApiResponse.Of(Group(group) ?? throw StatusException.NoSuchPath()),
            ["api", "v1"] => ApiResponse.Of(Resources("", "v1")),
            ["apis", var group, var version] => ApiResponse.Of(Resources(group, version)),
            ["openapi", "v3"] => ApiResponse.Of(OpenApi.Index(catalog)),
            ["openapi", "v3", "api", var version] => ApiResponse.Of(OpenApi.Of(catalog, "", version)),
            ["openapi", "v3", "apis", var group, var version] => ApiResponse.Of(OpenApi.Of(catalog, group, version)),
            _ => throw StatusException.NoSuchPath(),
        };
    }

    private JsonObject Version() =>
        new()
        {
            ["major"] = "1",
            ["minor"] = minor.ToString(),
            ["gitVersion"] = $"v1.{minor}.0",
            ["platform"] = "linux/amd64",
        };

    private JsonObject Groups() =>
        new()
        {
            ["kind"] = "APIGroupList",
            ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([
                .. catalog.Kinds.Select(kind => kind.Group).Where(name => name.Length > 0).Distinct().Select(Group),
            ]),
        };

    private JsonObject? Group(string name)
    {
        var versions = catalog.Kinds.Where(kind => kind.Group == name).Select(kind => kind.Version).Distinct().ToList();
        if (name.Length == 0 || versions.Count == 0)
            return null;
        JsonObject Show(string version) => new() { ["groupVersion"] = $"{name}/{version}", ["version"] = version };
        return new JsonObject
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = name,
            ["versions"] = new JsonArray([.. versions.Select(version => (JsonNode)Show(version))]),
            ["preferredVersion"] = Show(versions[0]),
        };
    }

    private JsonObject Resources(string group, string version)
    {
        var kinds = catalog.Kinds.Where(kind => kind.Group == group && kind.Version == version).ToList();
        if (kinds.Count == 0)
            throw StatusException.NoSuchPath();
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = kinds[0].ApiVersion,
            ["resources"] = new JsonArray([.. kinds.SelectMany(Resources)]),
        };
    }

    private static IEnumerable<JsonNode> Resources(ResourceKind kind)
    {
        var main = Resource(
            kind,
            kind.Plural,
            ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        );
        main["singularName"] = kind.Singular;
        if (kind.ShortNames.Count > 0)
            main["shortNames"] = new JsonArray([.. kind.ShortNames.Select(name => (JsonNode)name)]);
        if (kind.Categories.Count > 0)
            main["categories"] = new JsonArray([.. kind.Categories.Select(name => (JsonNode)name)]);
        yield return main;
        if (kind.HasStatus)
            yield return Resource(kind, kind.Plural + "/status", ["get", "patch", "update"]);
        if (kind.Scale is not null)
        {
            var scale = Resource(kind, kind.Plural + "/scale", ["get", "patch", "update"]);
            scale["group"] = "autoscaling";
            scale["version"] = "v1";
            scale["kind"] = "Scale";
            yield return scale;
        }

        if (kind.GroupResource != "pods")
            yield break;
        yield return Resource(kind, "pods/log", ["get"]);
        var eviction = Resource(kind, "pods/eviction", ["create"]);
        eviction["group"] = "policy";
        eviction["version"] = "v1";
        eviction["kind"] = "Eviction";
        yield return eviction;
    }

    private static JsonObject Resource(ResourceKind kind, string name, string[] verbs) =>
        new()
        {
            ["name"] = name,
            ["singularName"] = "",
            ["namespaced"] = kind.Namespaced,
            ["kind"] = kind.Kind,
            ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]),
        };
}
