using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Kinds;

/// <summary>Bindings: the role that one names is chosen once.</summary>
internal sealed class BindingRules : KindRules
{
    public override void Default(JsonObject next)
    {
        (next["roleRef"] as JsonObject)?.TryAdd("apiGroup", "rbac.authorization.k8s.io");
        foreach (var subject in next.Objects("subjects"))
        {
            if (subject.Text("kind") is "User" or "Group")
                subject.TryAdd("apiGroup", "rbac.authorization.k8s.io");
        }
    }

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        if (next.Text("roleRef", "name") is not { Length: > 0 })
            yield return FieldCause.Required("roleRef.name");
        if (current is not null && !JsonPaths.Same(current["roleRef"], next["roleRef"]))
            yield return FieldCause.Invalid("roleRef", "{}", "cannot change roleRef");
    }
}

/// <summary>Autoscalers: bounds that fit each other.</summary>
internal sealed class AutoscalerRules : KindRules
{
    public override void Default(JsonObject next) => next.Ensure("spec").TryAdd("minReplicas", 1);

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        var least = next.Number("spec", "minReplicas") ?? 1;
        if (next.Number("spec", "maxReplicas") is not { } most || most < 1)
            yield return FieldCause.Invalid(
                "spec.maxReplicas",
                $"{next.Number("spec", "maxReplicas") ?? 0}",
                "must be greater than 0"
            );
        else if (most < least)
            yield return FieldCause.Invalid(
                "spec.maxReplicas",
                $"{most}",
                "must be greater than or equal to `minReplicas`"
            );
        if (least < 1)
            yield return FieldCause.Invalid("spec.minReplicas", $"{least}", "must be greater than or equal to 1");
        if (next.Text("spec", "scaleTargetRef", "name") is not { Length: > 0 })
            yield return FieldCause.Required("spec.scaleTargetRef.name");
    }
}

/// <summary>Leases: a duration that is one.</summary>
internal sealed class LeaseRules : KindRules
{
    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        if (next.Number("spec", "leaseDurationSeconds") is <= 0)
            yield return FieldCause.Invalid(
                "spec.leaseDurationSeconds",
                $"{next.Number("spec", "leaseDurationSeconds")}",
                "must be greater than 0"
            );
        if (next.Number("spec", "leaseTransitions") is < 0)
            yield return FieldCause.Invalid(
                "spec.leaseTransitions",
                $"{next.Number("spec", "leaseTransitions")}",
                "must be greater than or equal to 0"
            );
    }
}

/// <summary>Definitions: names that belong together, one version that is stored, schemas that say their types.</summary>
internal sealed class DefinitionRules : KindRules
{
    public override void Default(JsonObject next)
    {
        var spec = next.Ensure("spec");
        var names = spec.Ensure("names");
        if (names.Text("kind") is { Length: > 0 } kind)
        {
            names.TryAdd("singular", kind.ToLowerInvariant());
            names.TryAdd("listKind", kind + "List");
        }

        spec.TryAdd("conversion", new JsonObject { ["strategy"] = "None" });
        next.Ensure("metadata");
    }

    public override void Begin(JsonObject next)
    {
        var finalizers = next.Texts("metadata", "finalizers");
        if (!finalizers.Contains(Finalizer))
            next.Ensure("metadata")["finalizers"] = new JsonArray([
                .. finalizers.Append(Finalizer).Select(name => (JsonNode)name),
            ]);
        next["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(),
            ["acceptedNames"] = new JsonObject { ["plural"] = "", ["kind"] = "" },
            ["storedVersions"] = new JsonArray([
                .. next.Objects("spec", "versions")
                    .Where(version => version.Flag("storage"))
                    .Select(version => (JsonNode)version.Text("name")!),
            ]),
        };
    }

    /// <summary>Holds a definition until its objects are gone.</summary>
    public const string Finalizer = "customresourcecleanup.apiextensions.k8s.io";

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        var spec = next["spec"];
        var name = $"{spec.Text("names", "plural")}.{spec.Text("group")}";
        if (next.Text("metadata", "name") != name)
            yield return FieldCause.Invalid(
                "metadata.name",
                $"\"{next.Text("metadata", "name")}\"",
                $"must be spec.names.plural+\".\"+spec.group ({name})"
            );
        if (spec.Text("scope") is not ("Namespaced" or "Cluster"))
            yield return FieldCause.NotSupported(
                "spec.scope",
                $"\"{spec.Text("scope")}\"",
                ["\"Cluster\"", "\"Namespaced\""]
            );
        if (spec.Objects("versions").Count(version => version.Flag("storage")) != 1)
            yield return FieldCause.Invalid(
                "spec.versions",
                "[]",
                "must have exactly one version marked as storage version"
            );
        foreach (var (index, version) in spec.Objects("versions").Index())
        {
            var at = $"spec.versions[{index}].schema.openAPIV3Schema";
            if (version.At("schema", "openAPIV3Schema") is not JsonObject schema)
                yield return FieldCause.Required(at, "schemas are required");
            else if (schema.Text("type") != "object")
                yield return FieldCause.Invalid(
                    $"{at}.type",
                    $"\"{schema.Text("type")}\"",
                    "must be object at the root"
                );
            else
            {
                foreach (var cause in Schemas.StructuralSchemas.Check(schema, at))
                    yield return cause;
            }
        }

        if (current is not null && current.Text("spec", "scope") != spec.Text("scope"))
            yield return FieldCause.Invalid("spec.scope", $"\"{spec.Text("scope")}\"", "field is immutable");
    }
}
