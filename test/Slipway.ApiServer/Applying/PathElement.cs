using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.ApiServer.Applying;

/// <summary>
/// One step of a field's path in the form of <c>fieldsV1</c>: <c>f:NAME</c> a field, <c>k:{…}</c> an entry of a list by
/// its keys, <c>v:VALUE</c> a value of a set. Compared by that text, whose keys are sorted.
/// </summary>
/// <remarks>The form is that of sigs.k8s.io/structured-merge-diff, <c>fieldpath/serialize-pe.go</c>.</remarks>
internal static class PathElement
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Field(string name) => "f:" + name;

    public static string Value(JsonNode? value) => "v:" + (value?.ToJsonString(Plain) ?? "null");

    /// <summary>The keys of a list's entry; a key that is missing takes its field's default.</summary>
    public static string Key(Schemas.SchemaNode list, JsonNode? item)
    {
        var keys = new JsonObject();
        foreach (var name in list.MapKeys.Order(StringComparer.Ordinal))
        {
            var value = (item as JsonObject)?[name] ?? list.Items?.Field(name)?.Default;
            // The one default among the keys of built-in lists is a port's protocol.
            if (value is null && name == "protocol")
                value = "TCP";
            if (value is not null)
                keys[name] = value.DeepClone();
        }

        return "k:" + keys.ToJsonString(Plain);
    }

    /// <summary>A step as messages show it: <c>.name</c>, <c>[name="x"]</c>.</summary>
    public static string Show(string element)
    {
        var text = element[2..];
        if (element[0] == 'f')
            return "." + text;
        if (element[0] == 'v')
            return $"[={text}]";
        using var keys = JsonDocument.Parse(text);
        return $"[{string.Join(',', keys.RootElement.EnumerateObject().Select(key => $"{key.Name}={key.Value.GetRawText()}"))}]";
    }
}
