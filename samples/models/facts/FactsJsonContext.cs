using System.Text.Json.Serialization;

namespace Slipway.Samples.Facts;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(FactsRequest))]
[JsonSerializable(typeof(FactsAnswer))]
[JsonSerializable(typeof(NerAnswer))]
[JsonSerializable(typeof(NerRequest))]
internal sealed partial class FactsJsonContext : JsonSerializerContext;
