using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Kubernetes.Api;

namespace Slipway.Kubernetes.Conversion;

/// <summary>
/// The members of an object that is being converted. Each is taken once; what nobody took is told at the end, so that nothing is lost in
/// silence.
/// </summary>
/// <param name="node">The object; null is one without members.</param>
/// <param name="path">Where it is, such as <c>spec.predictor</c>.</param>
/// <param name="notes">What does not carry over.</param>
internal sealed class Fields(JsonObject? node, string path, List<string> notes)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    public string Path => path;

    public bool Has(string name) => node?[name] is not null;

    /// <returns>Null where it is not there.</returns>
    public JsonNode? Take(string name)
    {
        _taken.Add(name);
        return node?[name];
    }

    /// <summary>An object's members; of one that is not there, none.</summary>
    public Fields Object(string name) => new(Take(name) as JsonObject, $"{path}.{name}", notes);

    public IReadOnlyList<Fields> Objects(string name) =>
        Take(name) is JsonArray items
            ? [.. items.Select((item, index) => new Fields(item as JsonObject, $"{path}.{name}[{index}]", notes))]
            : [];

    /// <returns>Null where it is not there, or is a list or an object.</returns>
    public string? Text(string name) =>
        Take(name) is JsonValue value
            ? value.GetValueKind() == JsonValueKind.String
                ? value.GetValue<string>()
                : value.ToJsonString()
            : null;

    public long? Number(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        notes.Add($"{path}.{name} is '{text}', which is no whole number: it was left out.");
        return null;
    }

    /// <summary>As Kubernetes' own type has it; one that it cannot read is told and left out.</summary>
    public T? As<T>(string name)
        where T : class
    {
        if (Take(name) is not { } value)
            return null;
        try
        {
            return value.Deserialize<T>(ResourceJson.Strict);
        }
        catch (JsonException e)
        {
            notes.Add($"{path}.{name} is not as Kubernetes has it and was left out: {e.Message}");
            return null;
        }
    }

    /// <summary>Texts by name; null where there are none.</summary>
    public Dictionary<string, string>? Texts(string name)
    {
        var texts = (Take(name) as JsonObject)
            ?.Where(each => each.Value is JsonValue)
            .ToDictionary(each => each.Key, each => TextOf(each.Value!.AsValue()), StringComparer.Ordinal);
        return texts is { Count: > 0 } ? texts : null;
    }

    /// <summary>A member that has no counterpart; told where it is there.</summary>
    public void Drop(string name, string what)
    {
        if (Take(name) is not null)
            Note($"{path}.{name}: {what}");
    }

    public void Note(string text) => notes.Add(text);

    /// <summary>Tells what nobody took.</summary>
    public void Rest()
    {
        foreach (var (name, value) in node ?? [])
        {
            if (!_taken.Contains(name) && value is not null)
                Note($"{path}.{name} does not carry over.");
        }
    }

    private static string TextOf(JsonValue value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}
