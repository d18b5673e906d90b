using System.Text.Json.Nodes;

namespace Slipway.Kubernetes.Resources.Schemas;

/// <summary>Schemas of Kubernetes' own contracts that people write into the custom resources most.</summary>
internal static class KubernetesSchemas
{
    /// <summary>ResourceRequirements, without claims.</summary>
    public static JsonObject Resources() => Object(("limits", Quantities()), ("requests", Quantities()));

    /// <summary>EnvVar.</summary>
    public static JsonObject Variable()
    {
        var schema = Object(("name", Text()), ("value", Text()), ("valueFrom", StructuralSchema.Opaque()));
        schema["required"] = new JsonArray("name");
        return schema;
    }

    /// <summary>metav1.Condition.</summary>
    public static JsonObject Condition()
    {
        var schema = Object(
            ("type", Text()),
            ("status", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("True", "False", "Unknown") }),
            ("observedGeneration", new JsonObject { ["type"] = "integer", ["format"] = "int64" }),
            ("lastTransitionTime", new JsonObject { ["type"] = "string", ["format"] = "date-time" }),
            ("reason", Text()),
            ("message", Text())
        );
        schema["required"] = new JsonArray("type", "status", "lastTransitionTime", "reason", "message");
        return schema;
    }

    private static JsonObject Quantities() =>
        new()
        {
            ["type"] = "object",
            ["additionalProperties"] = new JsonObject
            {
                ["anyOf"] = new JsonArray(
                    new JsonObject { ["type"] = "integer" },
                    new JsonObject { ["type"] = "string" }
                ),
                ["x-kubernetes-int-or-string"] = true,
            },
        };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static JsonObject Object(params (string Name, JsonObject Schema)[] members)
    {
        var properties = new JsonObject();
        foreach (var (name, schema) in members)
        {
            properties[name] = schema;
        }

        return new JsonObject { ["type"] = "object", ["properties"] = properties };
    }
}
