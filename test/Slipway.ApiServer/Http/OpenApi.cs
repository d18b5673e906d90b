using System.Text.Json.Nodes;
using Slipway.ApiServer.Resources;

namespace Slipway.ApiServer.Http;

/// <summary>
/// As much of OpenAPI v3 as a client needs to see that fields are validated here: each kind's patch and its
/// <c>fieldValidation</c> parameter. Schemas are left out.
/// </summary>
internal static class OpenApi
{
    public static JsonObject Index(ResourceCatalog catalog)
    {
        var paths = new JsonObject();
        foreach (var version in catalog.Kinds.Select(Path).Distinct())
            paths[version] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{version}" };
        return new JsonObject { ["paths"] = paths };
    }

    public static JsonObject Of(ResourceCatalog catalog, string group, string version)
    {
        var paths = new JsonObject();
        foreach (var kind in catalog.Kinds.Where(kind => kind.Group == group && kind.Version == version))
        {
            var space = kind.Namespaced ? "namespaces/{namespace}/" : "";
            paths[$"/{Path(kind)}/{space}{kind.Plural}/{{name}}"] = new JsonObject { ["patch"] = Patch(kind) };
        }

        if (paths.Count == 0)
            throw StatusException.NoSuchPath();
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "stand-in" },
            ["paths"] = paths,
        };
    }

    private static JsonObject Patch(ResourceKind kind) =>
        new()
        {
            ["parameters"] = new JsonArray(
                new JsonObject
                {
                    ["name"] = "fieldValidation",
                    ["in"] = "query",
                    ["schema"] = new JsonObject { ["type"] = "string" },
                }
            ),
            ["responses"] = new JsonObject(),
            ["x-kubernetes-action"] = "patch",
            ["x-kubernetes-group-version-kind"] = new JsonObject
            {
                ["group"] = kind.Group,
                ["version"] = kind.Version,
                ["kind"] = kind.Kind,
            },
        };

    private static string Path(ResourceKind kind) =>
        kind.Group.Length == 0 ? $"api/{kind.Version}" : $"apis/{kind.ApiVersion}";
}
