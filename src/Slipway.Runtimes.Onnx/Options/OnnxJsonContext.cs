using System.Text.Json.Serialization;

namespace Slipway.Runtimes.Onnx.Options;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(OnnxOptions))]
internal sealed partial class OnnxJsonContext : JsonSerializerContext;
