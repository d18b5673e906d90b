using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Gateway.Failures;

/// <summary>An error on Open Inference, TensorFlow Serving and the typed API: <c>{"error": "…"}</c>.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("error")] string Error);

[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorBodyContext : JsonSerializerContext
{
    /// <summary>Quotes and umlauts stay readable: it is JSON by its content type, and part of no page.</summary>
    public static ErrorBodyContext Readable { get; } =
        new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
