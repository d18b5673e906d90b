using System.Text.Json.Serialization;

namespace Slipway.Cli.Servers;

/// <summary>The JSON that the server's process writes for this tool.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true
)]
[JsonSerializable(typeof(ServerAddresses))]
[JsonSerializable(typeof(ModelDescription))]
[JsonSerializable(typeof(ServerDescription))]
internal sealed partial class ServerContracts : JsonSerializerContext;
