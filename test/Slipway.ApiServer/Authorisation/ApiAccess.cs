using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Storage;

namespace Slipway.ApiServer.Authorisation;

/// <summary>Who asks, and whether he may. Where authorisation is off, everybody may do everything.</summary>
internal sealed class ApiAccess(bool isOn, ApiUsers users, RoleAuthoriser roles, ObjectStore store)
{
    private const string NameSelector = "metadata.name=";

    public ApiUser Identify(HttpRequest request)
    {
        if (!isOn)
            return ApiUser.Anonymous;
        var user = users.Of(request);
        return user == ApiUser.Anonymous ? throw new StatusException(401, "Unauthorized", "Unauthorized") : user;
    }

    /// <exception cref="StatusException">403.</exception>
    public void Check(ApiUser user, HttpRequest http, ResourceRequest request)
    {
        if (!isOn)
            return;
        // A list or a watch of one name is a request for that name.
        var fields = http.Query["fieldSelector"].ToString();
        var name =
            request.Name.Length == 0
            && fields.StartsWith(NameSelector, StringComparison.Ordinal)
            && !fields.Contains(',')
                ? fields[NameSelector.Length..]
                : request.Name;
        roles.Check(user, request, name);
        // Who makes an object by applying or replacing it must be allowed to make one, too.
        var applies =
            request is { Verb: "patch", Subresource: "" }
            && RequestBody.MediaType(http) == "application/apply-patch+yaml"
            && store.Find(request.Kind.Storage, request.Key) is null;
        if (applies || ResourceEndpoint.Makes(request, store))
            roles.Check(user, request with { Verb = "create" }, "");
    }

    public bool Allows(ApiUser user, JsonNode attributes)
    {
        var resource = attributes.Text("resource") ?? "";
        if (attributes.Text("subresource") is { Length: > 0 } subresource)
            resource += "/" + subresource;
        return !isOn
            || roles.Allows(
                user,
                attributes.Text("verb") ?? "",
                attributes.Text("group") ?? "",
                resource,
                attributes.Text("namespace") ?? "",
                attributes.Text("name") ?? ""
            );
    }
}
