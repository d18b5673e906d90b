using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.Errors;

/// <summary>The body of an error on Open Inference and TensorFlow Serving: <c>{"error": "…"}</c>.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("error")] string Error);

[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class ErrorBodyContext : JsonSerializerContext;
