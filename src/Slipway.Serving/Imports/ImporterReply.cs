using System.Text.Json.Serialization;

namespace Slipway.Serving.Imports;

/// <summary>What the importers' process says of a model that it refuses; the contract is its own.</summary>
internal sealed record ImporterReply(string? Reason, string? Message, IReadOnlyList<string>? Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImporterReply))]
internal sealed partial class ImportContext : JsonSerializerContext;
