using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Cli.Predict;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Checkpoint))]
internal sealed partial class PredictContracts : JsonSerializerContext;
