using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.TensorFlowServing;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelStatusBody))]
[JsonSerializable(typeof(ModelSignatureBody))]
internal sealed partial class TensorFlowBodyContext : JsonSerializerContext
{
    /// <summary>
    /// Quotes stay readable in error messages: the body is JSON, never part of a page, and says so by its content type.
    /// </summary>
    public static TensorFlowBodyContext Readable { get; } =
        new(
            new JsonSerializerOptions
            {
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            }
        );
}
