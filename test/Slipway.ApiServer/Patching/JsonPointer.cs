using System.Globalization;
using System.Text.Json.Nodes;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Patching;

/// <summary>A place in a document, RFC 6901.</summary>
internal sealed class JsonPointer
{
    private readonly string[] _steps;

    private JsonPointer(string[] steps) => _steps = steps;

    public static JsonPointer Parse(string? text)
    {
        if (text is null || (text.Length > 0 && text[0] != '/'))
            throw StatusException.BadRequest($"'{text}' is no JSON pointer");
        return new JsonPointer([
            .. text.Split('/')
                .Skip(1)
                .Select(step =>
                    step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
                ),
        ]);
    }

    /// <exception cref="StatusException">Nothing is there: 422.</exception>
    public JsonNode? Get(JsonNode? root) => _steps.Aggregate(root, Step);

    public JsonNode? Set(JsonNode? root, JsonNode? value, bool insert)
    {
        if (_steps.Length == 0)
            return value;
        switch (_steps[..^1].Aggregate(root, Step))
        {
            case JsonObject map:
                map[_steps[^1]] = value;
                break;
            case JsonArray list when insert:
                list.Insert(_steps[^1] == "-" ? list.Count : Index(_steps[^1], list.Count), value);
                break;
            case JsonArray list:
                list[Index(_steps[^1], list.Count - 1)] = value;
                break;
            default:
                throw Missing();
        }

        return root;
    }

    public JsonNode? Remove(JsonNode? root)
    {
        if (_steps.Length == 0)
            return null;
        switch (_steps[..^1].Aggregate(root, Step))
        {
            case JsonObject map:
                map.Remove(_steps[^1]);
                break;
            case JsonArray list:
                list.RemoveAt(Index(_steps[^1], list.Count - 1));
                break;
        }

        return root;
    }

    private JsonNode? Step(JsonNode? node, string step) =>
        node switch
        {
            JsonObject map when map.TryGetPropertyValue(step, out var value) => value,
            JsonArray list => list[Index(step, list.Count - 1)],
            _ => throw Missing(),
        };

    private int Index(string step, int most) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index <= most
            ? index
            : throw Missing();

    private StatusException Missing() => JsonPatch.Refused($"nothing is at /{string.Join('/', _steps)}");
}
