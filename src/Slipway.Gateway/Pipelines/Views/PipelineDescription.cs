using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Slipway.Gateway.Pipelines.Views;

/// <summary>What <c>GET /models/{p}</c> answers: how the pipeline is to be spoken to, in the words of a model's description.</summary>
internal sealed record PipelineDescription(
    string Model,
    int Version,
    string Task,
    string Summary,
    JsonObject RequestSchema,
    JsonObject ResponseSchema,
    JsonNode? Example,
    IReadOnlyList<string> MediaTypes,
    IReadOnlyList<string> Labels
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PipelineDescription))]
internal sealed partial class PipelineDescriptionContext : JsonSerializerContext;
