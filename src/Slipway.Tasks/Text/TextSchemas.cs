using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Tasks.Text;

/// <summary>Puts JSON Schemas of requests and answers together.</summary>
internal static class TextSchemas
{
    /// <summary>An object that takes no other members.</summary>
    /// <param name="required">Names of members.</param>
    /// <param name="properties">The members in the order in which a form shows them.</param>
    public static JsonObject Object(string[] required, params ReadOnlySpan<(string Name, JsonObject Schema)> properties)
    {
        var members = new JsonObject();
        foreach (var (name, schema) in properties)
        {
            members.Add(name, schema);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = members,
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
            ["additionalProperties"] = false,
        };
    }

    public static JsonObject String(string description) => new() { ["type"] = "string", ["description"] = description };

    public static JsonObject Score(string description) => Number(description, 0, 1);

    public static JsonObject Number(string description, double? least = null, double? most = null)
    {
        var schema = new JsonObject { ["type"] = "number", ["description"] = description };
        if (least is { } minimum)
            schema["minimum"] = minimum;
        if (most is { } maximum)
            schema["maximum"] = maximum;
        return schema;
    }

    public static JsonObject Count(string description, int? standard = null, int least = 1)
    {
        var schema = new JsonObject
        {
            ["type"] = "integer",
            ["minimum"] = least,
            ["description"] = description,
        };
        if (standard is { } value)
            schema["default"] = value;
        return schema;
    }

    public static JsonObject Flag(string description, bool standard) =>
        new()
        {
            ["type"] = "boolean",
            ["default"] = standard,
            ["description"] = description,
        };

    public static JsonObject Choice<T>(string description, T standard)
        where T : struct, Enum =>
        new()
        {
            ["type"] = "string",
            ["enum"] = new JsonArray([.. Enum.GetNames<T>().Select(name => (JsonNode)name.ToLowerInvariant())]),
            ["default"] = standard.ToString().ToLowerInvariant(),
            ["description"] = description,
        };

    public static JsonObject List(string description, JsonObject items) =>
        new()
        {
            ["type"] = "array",
            ["items"] = items,
            ["description"] = description,
        };

    /// <summary>One of these texts; any where there are too many to list.</summary>
    public static JsonObject OneOf(string description, IReadOnlyList<string> values)
    {
        var schema = String(description);
        if (values.Count is > 0 and <= 200)
            schema["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        return schema;
    }

    public static JsonObject Offsets() =>
        Choice("In what offsets are counted: UTF-16 code units, bytes of UTF-8, or code points.", OffsetKind.Utf16);

    public static JsonElement Element(JsonObject node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }
}
