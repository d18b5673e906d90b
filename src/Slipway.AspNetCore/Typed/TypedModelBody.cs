using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.Typed;

/// <summary>What <c>GET /models/{m}</c> answers: how the model is to be spoken to.</summary>
internal sealed record TypedModelBody(
    string Model,
    long Version,
    string Task,
    string Summary,
    JsonElement RequestSchema,
    JsonElement ResponseSchema,
    JsonElement Example,
    IReadOnlyList<string> MediaTypes,
    IReadOnlyList<string> Labels
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(TypedModelBody))]
internal sealed partial class TypedModelJson : JsonSerializerContext;
