using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Patching;

/// <summary>JSON Merge Patch, RFC 7386: a null removes, lists are replaced.</summary>
internal static class MergePatch
{
    public static JsonNode? Apply(JsonNode? current, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
            return patch?.DeepClone();
        var result = current is JsonObject map ? map.DeepClone().AsObject() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null)
                result.Remove(name);
            else
                result[name] = Apply(result[name], value);
        }

        return result;
    }
}
