using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Patching;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Http;

/// <summary>Answers requests for objects: reads what the query and the body say, and hands it to those who know.</summary>
internal sealed class ResourceEndpoint(
    ObjectStore store,
    ResourceWriter writer,
    Deletion deletion,
    Subresources subresources
)
{
    /// <summary>Kinds whose deletion gives the object rather than a status, as their description says.</summary>
    private static readonly string[] AnswersWithTheObject =
    [
        "pods",
        "services",
        "serviceaccounts",
        "persistentvolumeclaims",
    ];

    public async Task<ApiResponse> AnswerAsync(
        HttpRequest http,
        ResourceRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Subresource is not ("" or "status"))
            return await subresources.AnswerAsync(http, request, cancellationToken);
        if (
            request.Subresource == "status"
            && (!request.Kind.HasStatus || request.Verb is not ("get" or "update" or "patch"))
        )
            throw StatusException.NoSuchPath();
        return request.Verb switch
        {
            "get" => Get(request),
            "list" => List(http, request),
            "create" => await CreateAsync(http, request, cancellationToken),
            "update" => await UpdateAsync(http, request, cancellationToken),
            "patch" => await PatchAsync(http, request, cancellationToken),
            "delete" => Delete(request, await ReadDeleteAsync(http, cancellationToken)),
            "deletecollection" => DeleteCollection(http, request, await ReadDeleteAsync(http, cancellationToken)),
            _ => throw StatusException.MethodNotAllowed(),
        };
    }

    /// <summary>Whether an update is of what is not there and may be made by it.</summary>
    public static bool Makes(ResourceRequest request, ObjectStore store) =>
        request is { Verb: "update", Subresource: "", Kind.CreateOnUpdate: true }
        && store.Find(request.Kind.Storage, request.Key) is null;

    public static ObjectSelector Selector(HttpRequest http, ResourceRequest request)
    {
        var fields = http.Query["fieldSelector"].ToString();
        if (request.Name.Length > 0)
            fields = $"metadata.name={request.Name}";
        return new ObjectSelector(
            request.Namespace,
            LabelSelector.Parse(http.Query["labelSelector"]),
            FieldSelector.Parse(fields, request.Kind)
        );
    }

    private ApiResponse Get(ResourceRequest request) =>
        ApiResponse.Of(
            request.Kind,
            store.Find(request.Kind.Storage, request.Key) ?? throw StatusException.NotFound(request.Kind, request.Name)
        );

    private ApiResponse List(HttpRequest http, ResourceRequest request)
    {
        var query = new ListQuery(
            Selector(http, request),
            int.TryParse(http.Query["limit"], out var limit) ? limit : 0,
            http.Query["continue"],
            http.Query["resourceVersion"],
            http.Query["resourceVersionMatch"]
        );
        var page = query.Read(store, request.Kind);
        return new ApiResponse(
            200,
            ObjectJson.List(request.Kind, page.Items, page.Revision, page.Continue, page.Remaining)
        );
    }

    private async Task<ApiResponse> CreateAsync(
        HttpRequest http,
        ResourceRequest request,
        CancellationToken cancellationToken
    )
    {
        if (request.Name.Length > 0)
            throw StatusException.MethodNotAllowed();
        if (request.Kind.Namespaced && request.Namespace.Length == 0)
            throw StatusException.MethodNotAllowed();
        var body = Kept(request, await RequestBody.ReadObjectAsync(http, cancellationToken))!.AsObject();
        var options = WriteQuery.Read(http);
        var made = writer.Create(KindOf(request), request.Namespace, body, options);
        return ApiResponse.Of(request.Kind, made, 201) with { Warnings = options.Warnings };
    }

    private async Task<ApiResponse> UpdateAsync(
        HttpRequest http,
        ResourceRequest request,
        CancellationToken cancellationToken
    )
    {
        var body = Kept(request, await RequestBody.ReadObjectAsync(http, cancellationToken))!.AsObject();
        if (body.Text("metadata", "name") is not { Length: > 0 })
            throw StatusException.BadRequest("the name of the object must be given in its metadata");
        var options = WriteQuery.Read(http);
        if (Makes(request, store))
        {
            // An object of a version that is not there any more is not made anew.
            if (body.Text("metadata", "resourceVersion") is { Length: > 0 })
                throw StatusException.NotFound(request.Kind, request.Name);
            var made = writer.Create(KindOf(request), request.Namespace, body, options);
            return ApiResponse.Of(request.Kind, made, 201) with { Warnings = options.Warnings };
        }

        var written = writer.Update(KindOf(request), request.Key, request.Subresource, _ => body, options);
        return ApiResponse.Of(request.Kind, written) with { Warnings = options.Warnings };
    }

    private async Task<ApiResponse> PatchAsync(
        HttpRequest http,
        ResourceRequest request,
        CancellationToken cancellationToken
    )
    {
        var options = WriteQuery.Read(http);
        var type = RequestBody.MediaType(http);
        var patch = Kept(request, await RequestBody.ReadAsync(http, cancellationToken));
        if (type == "application/apply-patch+yaml")
        {
            if (http.Query["fieldManager"].ToString().Length == 0)
                throw PatchInvalid(request, FieldCause.Required("fieldManager", "is required for apply patch"));
            var existed = store.Find(request.Kind.Storage, request.Key) is not null;
            var config =
                patch as JsonObject ?? throw StatusException.BadRequest("an applied configuration must be an object");
            if (config.Text("metadata", "name") is not { Length: > 0 })
            {
                throw StatusException.BadRequest(
                    $"the name of the object ({request.Name} based on URL) was undeterminable: name must be provided"
                );
            }

            var applied = writer.Apply(KindOf(request), request.Key, request.Subresource, config, options);
            return ApiResponse.Of(request.Kind, applied, existed ? 200 : 201) with { Warnings = options.Warnings };
        }

        if (options.Force)
            throw PatchInvalid(request, FieldCause.Forbidden("force", "may not be specified for non-apply patch"));
        var make = Patches.Of(type, KindOf(request), patch);
        var written = writer.Update(KindOf(request), request.Key, request.Subresource, make, options, isPatch: true);
        return ApiResponse.Of(request.Kind, written) with { Warnings = options.Warnings };
    }

    private ApiResponse Delete(ResourceRequest request, DeleteOptions options)
    {
        var result = deletion.Delete(request.Kind, request.Key, options);
        return result.Gone && !AnswersWithTheObject.Contains(request.Kind.GroupResource)
            ? ApiResponse.Of(Success(request.Kind, result.Last))
            : ApiResponse.Of(request.Kind, result.Last);
    }

    private ApiResponse DeleteCollection(HttpRequest http, ResourceRequest request, DeleteOptions options)
    {
        if (request.Kind.Namespaced && request.Namespace.Length == 0)
            throw StatusException.MethodNotAllowed();
        var selector = Selector(http, request);
        lock (store.Gate)
        {
            var found = store.List(request.Kind.Storage, request.Namespace).Where(selector.Matches).ToList();
            foreach (var item in found)
                deletion.Delete(request.Kind, item.Key, options);
            return new ApiResponse(200, ObjectJson.List(request.Kind, found, store.Revision, null, null));
        }
    }

    private static async Task<DeleteOptions> ReadDeleteAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(http, cancellationToken);
        var propagation = body.Text("propagationPolicy") ?? Given(http.Query["propagationPolicy"]);
        if (propagation is not (null or "Orphan" or "Background" or "Foreground"))
            throw StatusException.BadRequest($"propagationPolicy: Unsupported value: \"{propagation}\"");
        if (propagation is null && body.At("orphanDependents") is { } orphan)
            propagation = orphan.Flag() ? "Orphan" : "Background";
        return new DeleteOptions
        {
            Uid = body.Text("preconditions", "uid"),
            ResourceVersion = body.Text("preconditions", "resourceVersion"),
            Propagation = propagation,
            GraceSeconds =
                body.Number("gracePeriodSeconds")
                ?? (long.TryParse(http.Query["gracePeriodSeconds"], out var grace) ? grace : null),
            DryRun = body.Texts("dryRun").Count > 0 || http.Query["dryRun"].Count > 0,
        };
    }

    private static JsonObject Success(ResourceKind kind, StoredObject last) =>
        new()
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = new JsonObject
            {
                ["name"] = last.Name,
                ["group"] = kind.Group,
                ["kind"] = kind.Plural,
                ["uid"] = last.Uid,
            },
        };

    private static StatusException PatchInvalid(ResourceRequest request, FieldCause cause) =>
        StatusException.Invalid(
            request.Kind with
            {
                Kind = "PatchOptions",
                Group = "meta.k8s.io",
            },
            request.Name,
            [cause]
        );

    /// <summary>The kind that the objects are kept as, and a body in its words.</summary>
    private static ResourceKind KindOf(ResourceRequest request) => request.Kind.KeptAs ?? request.Kind;

    private static JsonNode? Kept(ResourceRequest request, JsonNode? body) =>
        request.Kind.KeptAs is null ? body : EventVersions.ToCore(body);

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
