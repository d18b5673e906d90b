using System.Text.Json.Serialization;
using Slipway.Models;

namespace Slipway.Serving.Configuration;

/// <summary>How <c>model.yaml</c> is bound: snake_case keys, source-generated, no reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(ModelConfig))]
internal sealed partial class ModelConfigContext : JsonSerializerContext;
