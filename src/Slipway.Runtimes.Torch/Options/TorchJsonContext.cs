using System.Text.Json.Serialization;

namespace Slipway.Runtimes.Torch.Options;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(TorchOptions))]
internal sealed partial class TorchJsonContext : JsonSerializerContext;
