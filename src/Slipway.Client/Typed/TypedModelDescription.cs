using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Client.Typed;

/// <summary>What a model with a task takes and gives.</summary>
/// <param name="Model">The model.</param>
/// <param name="Version">The version that this is said of.</param>
/// <param name="Task">What it is for, such as <c>token-classification</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="RequestSchema">JSON Schema of one request.</param>
/// <param name="ResponseSchema">JSON Schema of the answer to it.</param>
/// <param name="Example">A request to start from.</param>
/// <param name="MediaTypes">What is taken besides JSON and JSON lines.</param>
/// <param name="Labels">The classes that it tells apart; may be empty.</param>
public sealed record TypedModelDescription(
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
[JsonSerializable(typeof(TypedModelDescription))]
internal sealed partial class TypedContracts : JsonSerializerContext;
