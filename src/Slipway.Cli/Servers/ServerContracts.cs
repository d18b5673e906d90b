using System.Text.Json.Serialization;
using Slipway.Client;

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
[JsonSerializable(typeof(IReadOnlyList<RepositoryEntry>))]
internal sealed partial class ServerContracts : JsonSerializerContext;
