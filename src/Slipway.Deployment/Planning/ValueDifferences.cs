using System.Text.Json.Nodes;
using Slipway.Configuration;

namespace Slipway.Deployment.Planning;

/// <summary>Where two trees differ, mapping by mapping; lists differ as a whole.</summary>
internal static class ValueDifferences
{
    private const int LongestText = 100;

    public static IEnumerable<(string Path, string From, string To)> Of(
        JsonObject from,
        JsonObject to,
        string path = ""
    )
    {
        foreach (var key in from.Select(entry => entry.Key).Union(to.Select(entry => entry.Key)))
        {
            var (old, fresh) = (from[key], to[key]);
            var place = NodePath.Join(path, key);
            if (JsonNode.DeepEquals(old, fresh))
                continue;
            if (old is JsonObject oldMapping && fresh is JsonObject freshMapping)
            {
                foreach (var inner in Of(oldMapping, freshMapping, place))
                {
                    yield return inner;
                }
            }
            else
            {
                yield return (place, Text(old), Text(fresh));
            }
        }
    }

    /// <summary>A value for people, as YAML would have it; <c>none</c> for nothing.</summary>
    private static string Text(JsonNode? value)
    {
        var text = Written(value);
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length > LongestText ? text[..LongestText] + "…" : text;
    }

    private static string Written(JsonNode? value) =>
        value switch
        {
            null => "none",
            JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
            JsonArray list => $"[{string.Join(", ", list.Select(Written))}]",
            JsonObject mapping =>
                $"{{{string.Join(", ", mapping.Select(entry => $"{entry.Key}: {Written(entry.Value)}"))}}}",
            _ => value.ToJsonString(),
        };
}
