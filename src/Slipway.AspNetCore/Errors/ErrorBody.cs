using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.Errors;

/// <summary>The body of an error on Open Inference and TensorFlow Serving: <c>{"error": "…"}</c>.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("error")] string Error);

[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorBodyContext : JsonSerializerContext
{
    /// <summary>
    /// Quotes and umlauts stay readable: the body is JSON, never part of a page, and says so by its content type.
    /// </summary>
    public static ErrorBodyContext Readable { get; } =
        new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
