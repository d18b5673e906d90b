using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Slipway.Deployment.Pipelines;

/// <summary>How pipelines read and write JSON.</summary>
public static class PipelineJson
{
    /// <summary>
    /// Of what is put together; what comes from outside is read with the library's own limit of 64, so that templates and nodes
    /// may nest it further.
    /// </summary>
    public const int MaxDepth = 512;

    /// <summary>Texts stay as readable as they came; the answer is JSON, not a part of a page.</summary>
    public static JsonWriterOptions Writing { get; } =
        new()
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            SkipValidation = true,
        };

    /// <summary>As it came, byte for byte; null where there is nothing.</summary>
    public static void CopyTo(this JsonElement value, Utf8JsonWriter writer)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
    }

    /// <summary>Neither missing nor null.</summary>
    internal static bool IsThere(this JsonElement value) =>
        value.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary><see cref="JsonValueKind.Undefined"/> where it is no object, or has no such member.</summary>
    public static JsonElement MemberOrNothing(this JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return default;
        try
        {
            return value.TryGetProperty(name, out var member) ? member : default;
        }
        catch (InvalidOperationException)
        {
            // Another name has half a surrogate pair, which JSON allows and a text cannot hold.
            return value.EnumerateObject().LastOrDefault(member => member.NameOrNull() == name).Value;
        }
    }

    /// <summary>Null where it is no text, or one with half a surrogate pair.</summary>
    public static string? TextOrNull(this JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null where half a surrogate pair is in it.</summary>
    internal static string? NameOrNull(this JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
