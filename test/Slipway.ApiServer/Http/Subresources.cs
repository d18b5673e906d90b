using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Patching;
using Slipway.ApiServer.Resources;
using Slipway.ApiServer.Selectors;
using Slipway.ApiServer.Storage;
using Slipway.ApiServer.Workloads;
using Slipway.ApiServer.Writing;

namespace Slipway.ApiServer.Http;

/// <summary>The subresources besides status: scale, a pod's log, its eviction, a namespace's finalize.</summary>
internal sealed class Subresources(ObjectStore store, ResourceWriter writer, Deletion deletion, PodLogs logs)
{
    private static readonly ResourceKind ScaleKind = new("autoscaling", "v1", "Scale", "scales", Namespaced: true);

    public async Task<ApiResponse> AnswerAsync(
        HttpRequest http,
        ResourceRequest request,
        CancellationToken cancellationToken
    ) =>
        (request.Kind.GroupResource, request.Subresource, request.Verb) switch
        {
            (_, "scale", "get") when request.Kind.Scale is { } paths => ApiResponse.Of(Scale(Find(request), paths)),
            (_, "scale", "update" or "patch") when request.Kind.Scale is { } paths => await ScaleAsync(
                http,
                request,
                paths,
                cancellationToken
            ),
            ("pods", "log", "get") => logs.Answer(http, request, Find(request)),
            ("pods", "eviction", "create") => Evictions.Evict(
                store,
                writer,
                deletion,
                request,
                await RequestBody.ReadAsync(http, cancellationToken)
            ),
            ("namespaces", "finalize", "update") => Finalize(
                request,
                await RequestBody.ReadObjectAsync(http, cancellationToken)
            ),
            _ => throw StatusException.NoSuchPath(),
        };

    private StoredObject Find(ResourceRequest request) =>
        store.Find(request.Kind.Storage, request.Key) ?? throw StatusException.NotFound(request.Kind, request.Name);

    private async Task<ApiResponse> ScaleAsync(
        HttpRequest http,
        ResourceRequest request,
        ScalePaths paths,
        CancellationToken cancellationToken
    )
    {
        var body = await RequestBody.ReadAsync(http, cancellationToken);
        var type = RequestBody.MediaType(http);
        var written = writer.Update(
            request.Kind,
            request.Key,
            "",
            current =>
            {
                var scale = Scale(current, paths);
                scale = request.Verb == "update" ? body as JsonObject ?? [] : Patches.Of(type, ScaleKind, body)(scale);
                if (scale.Text("metadata", "resourceVersion") is { Length: > 0 } version)
                    current.Ensure("metadata")["resourceVersion"] = version;
                if (scale.Number("spec", "replicas") is not (null or >= 0))
                {
                    throw StatusException.Invalid(
                        ScaleKind,
                        request.Name,
                        [
                            FieldCause.Invalid(
                                "spec.replicas",
                                $"{scale.Number("spec", "replicas")}",
                                "must be greater than or equal to 0"
                            ),
                        ]
                    );
                }

                var steps = paths.Spec.Split('.');
                current.Ensure(steps.AsSpan(..^1))[steps[^1]] = scale.Number("spec", "replicas") ?? 0;
                return current;
            },
            WriteQuery.Read(http),
            isPatch: true
        );
        return ApiResponse.Of(Scale(written, paths));
    }

    private static JsonObject Scale(StoredObject found, ScalePaths paths) => Scale(found.Copy(), paths);

    private static JsonObject Scale(JsonObject found, ScalePaths paths)
    {
        var metadata = new JsonObject();
        foreach (var name in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata.Put(name, found.At("metadata", name));
        var status = new JsonObject { ["replicas"] = found.Number(paths.Status.Split('.')) ?? 0 };
        // Built-in kinds have no field for it: their spec's selector is written as text.
        var selector = paths.Selector is { } path ? found.Text(path.Split('.')) : null;
        selector ??= LabelSelector.Of(found.At("spec", "selector") as JsonObject)?.ToString();
        if (selector is { Length: > 0 })
            status["selector"] = selector;
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = found.Number(paths.Spec.Split('.')) ?? 0 },
            ["status"] = status,
        };
    }

    private ApiResponse Finalize(ResourceRequest request, JsonObject body)
    {
        var written = writer.Update(
            request.Kind,
            request.Key,
            "",
            current =>
            {
                current.Ensure("spec").Put("finalizers", body.At("spec", "finalizers"));
                return current;
            },
            new WriteOptions { Manager = "finalize" }
        );
        return ApiResponse.Of(request.Kind, written);
    }
}
