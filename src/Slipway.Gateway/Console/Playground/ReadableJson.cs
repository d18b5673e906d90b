using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Slipway.Gateway.Console.Playground;

/// <summary>JSON for people.</summary>
internal static class ReadableJson
{
    /// <summary>Characters that are shown.</summary>
    public const int Most = 200_000;

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        // It is shown as text, never as a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(JsonNode? node) => node?.ToJsonString(Readable) ?? "null";

    /// <summary>Indented where it is JSON, else as it is; cut off where it is long.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        if (body.Length > Most)
            return Encoding.UTF8.GetString(body[..Most]) + "…";
        try
        {
            return Of(JsonNode.Parse(body));
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(body);
        }
    }
}
