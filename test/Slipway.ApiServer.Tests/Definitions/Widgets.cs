using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace Slipway.ApiServer.Tests.Definitions;

/// <summary>A kind of the tests' own, by a definition; its group is new in each test, so that they share a cluster.</summary>
internal sealed class Widgets(Kubernetes client, string space, string group)
{
    private const string Version = "v1alpha1";
    private const string Plural = "widgets";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public string Name => $"{Plural}.{group}";

    public string ApiVersion => $"{group}/{Version}";

    public V1CustomResourceDefinition Definition(string specSchema) =>
        KubernetesJson.Deserialize<V1CustomResourceDefinition>(
            """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"NAME"},
             "spec":{"group":"GROUP","scope":"Namespaced","names":{"kind":"Widget","plural":"widgets","shortNames":["wd"]},
              "versions":[{"name":"v1alpha1","served":true,"storage":true,
               "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas","labelSelectorPath":".status.selector"}},
               "schema":{"openAPIV3Schema":{"type":"object","properties":{
                 "spec":SPEC,
                 "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}}}]}}
            """.Replace("NAME", Name, StringComparison.Ordinal).Replace(
                "GROUP",
                group,
                StringComparison.Ordinal
            ).Replace("SPEC", specSchema, StringComparison.Ordinal)
        );

    /// <summary>Makes the definition and waits until it is served.</summary>
    public async Task DefineAsync(string specSchema)
    {
        await client.ApiextensionsV1.CreateCustomResourceDefinitionAsync(
            Definition(specSchema),
            cancellationToken: Cancelled
        );
        var events = client.ApiextensionsV1.WatchListCustomResourceDefinitionAsync(
            fieldSelector: $"metadata.name={Name}",
            cancellationToken: Cancelled
        );
        await foreach (var (_, definition) in events)
        {
            if (
                definition.Status?.Conditions?.Any(condition => condition is { Type: "Established", Status: "True" })
                == true
            )
                return;
        }
    }

    public async Task<JsonObject> CreateAsync(string spec, string name = "one", string? fieldValidation = null) =>
        Node(
            await client.CustomObjects.CreateNamespacedCustomObjectAsync(
                Body(name, spec),
                group,
                Version,
                space,
                Plural,
                fieldValidation: fieldValidation,
                cancellationToken: Cancelled
            )
        );

    public async Task<JsonObject> ReadAsync(string name = "one") =>
        Node(
            await client.CustomObjects.GetNamespacedCustomObjectAsync(
                group,
                Version,
                space,
                Plural,
                name,
                cancellationToken: Cancelled
            )
        );

    public async Task<JsonObject> ReplaceAsync(JsonObject body) =>
        Node(
            await client.CustomObjects.ReplaceNamespacedCustomObjectAsync(
                body,
                group,
                Version,
                space,
                Plural,
                (string)body["metadata"]!["name"]!,
                cancellationToken: Cancelled
            )
        );

    public async Task<JsonObject> ReplaceStatusAsync(JsonObject body) =>
        Node(
            await client.CustomObjects.ReplaceNamespacedCustomObjectStatusAsync(
                body,
                group,
                Version,
                space,
                Plural,
                (string)body["metadata"]!["name"]!,
                cancellationToken: Cancelled
            )
        );

    public async Task<JsonObject> ApplyAsync(string manager, string spec, string name = "one") =>
        Node(
            await client.CustomObjects.PatchNamespacedCustomObjectAsync(
                new V1Patch(Body(name, spec).ToJsonString(), V1Patch.PatchType.ApplyPatch),
                group,
                Version,
                space,
                Plural,
                name,
                fieldManager: manager,
                cancellationToken: Cancelled
            )
        );

    public Task DeleteDefinitionAsync() =>
        client.ApiextensionsV1.DeleteCustomResourceDefinitionAsync(Name, cancellationToken: Cancelled);

    private JsonObject Body(string name, string spec) =>
        new()
        {
            ["apiVersion"] = ApiVersion,
            ["kind"] = "Widget",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = JsonNode.Parse(spec),
        };

    private static JsonObject Node(object answer) => JsonNode.Parse(KubernetesJson.Serialize(answer))!.AsObject();
}
