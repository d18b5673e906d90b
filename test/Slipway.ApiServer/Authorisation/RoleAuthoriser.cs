using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Authorisation;

/// <summary>
/// RBAC by the roles and bindings that are stored (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). Aggregated
/// cluster roles are not filled in, and nobody is kept from granting more than he may.
/// </summary>
internal sealed class RoleAuthoriser(ObjectStore store)
{
    /// <exception cref="StatusException">No role allows it: 403.</exception>
    public void Check(ApiUser user, ResourceRequest request, string name)
    {
        if (!Allows(user, request.Verb, request.Kind.Group, Resource(request), request.Namespace, name))
            throw Refused(user, request);
    }

    public bool Allows(ApiUser user, string verb, string group, string resource, string inNamespace, string name)
    {
        if (user.Groups.Contains(ApiUser.Masters))
            return true;
        return Rules(user, inNamespace)
            .Any(rule =>
                Has(rule.Texts("verbs"), verb)
                && Has(rule.Texts("apiGroups"), group)
                && rule.Texts("resources").Any(pattern => Covers(pattern, resource))
                && (
                    rule.Texts("resourceNames") is not { Count: > 0 } names || (name.Length > 0 && names.Contains(name))
                )
            );
    }

    private IEnumerable<JsonObject> Rules(ApiUser user, string inNamespace)
    {
        foreach (var binding in store.List(BuiltInKinds.ClusterRoleBindings.Storage))
        {
            foreach (var rule in RulesOf(user, binding, inNamespace: ""))
                yield return rule;
        }

        if (inNamespace.Length == 0)
            yield break;
        foreach (var binding in store.List(BuiltInKinds.RoleBindings.Storage, inNamespace))
        {
            foreach (var rule in RulesOf(user, binding, inNamespace))
                yield return rule;
        }
    }

    private IEnumerable<JsonObject> RulesOf(ApiUser user, StoredObject stored, string inNamespace)
    {
        var binding = stored.Copy();
        if (!binding.Objects("subjects").Any(subject => Is(user, subject, inNamespace)))
            return [];
        var name = binding.Text("roleRef", "name") ?? "";
        var role =
            binding.Text("roleRef", "kind") == "ClusterRole"
                ? store.Find(BuiltInKinds.ClusterRoles.Storage, new ObjectKey("", name))
                : store.Find(BuiltInKinds.Roles.Storage, new ObjectKey(inNamespace, name));
        return role?.Copy().Objects("rules") ?? [];
    }

    private static bool Is(ApiUser user, JsonObject subject, string inNamespace)
    {
        var name = subject.Text("name") ?? "";
        return subject.Text("kind") switch
        {
            "User" => user.Name == name,
            "Group" => user.Groups.Contains(name),
            "ServiceAccount" => user.Name == $"system:serviceaccount:{subject.Text("namespace") ?? inNamespace}:{name}",
            _ => false,
        };
    }

    private static bool Has(IReadOnlyList<string> allowed, string wanted) =>
        allowed.Contains("*") || allowed.Contains(wanted);

    /// <summary><c>pods</c> is not <c>pods/log</c>; <c>*/scale</c> is the scale of everything.</summary>
    private static bool Covers(string pattern, string resource) =>
        pattern == "*"
        || pattern == resource
        || (
            pattern.StartsWith("*/", StringComparison.Ordinal)
            && resource.EndsWith(pattern[1..], StringComparison.Ordinal)
        );

    private static string Resource(ResourceRequest request) =>
        request.Subresource.Length == 0 ? request.Kind.Plural : $"{request.Kind.Plural}/{request.Subresource}";

    private static StatusException Refused(ApiUser user, ResourceRequest request)
    {
        var where =
            request.Namespace.Length > 0 ? $" in the namespace \"{request.Namespace}\"" : " at the cluster scope";
        var why =
            $"User \"{user.Name}\" cannot {request.Verb} resource \"{Resource(request)}\" in API group \"{request.Kind.Group}\"{where}";
        return request.Name.Length > 0
            ? StatusException.Forbidden(request.Kind, request.Name, why)
            : new StatusException(403, "Forbidden", $"{request.Kind.GroupResource} is forbidden: {why}");
    }
}
