using System.Text.Json.Serialization;

namespace Slipway.Gateway.Surfaces;

/// <summary>Open Inference Protocol V2, "Server Metadata Response JSON Object".</summary>
internal sealed record ServerBody(string Name, string Version, IReadOnlyList<string> Extensions);

/// <summary>Open Inference Protocol V2, "Server Live Response JSON Object".</summary>
internal sealed record LiveBody(bool Live);

/// <summary>Open Inference Protocol V2, "Server Ready Response JSON Object": the specification says live, KServe ready.</summary>
internal sealed record ReadyBody(bool Live, bool Ready);

/// <summary>Open Inference Protocol V2, "Model Ready Response JSON Object".</summary>
internal sealed record ModelReadyBody(string Name, bool Ready);

/// <summary>KServe V1, "List Models".</summary>
internal sealed record ModelsBody(IReadOnlyList<string> Models);

/// <summary>An entry of Triton's "Repository Index".</summary>
internal sealed record IndexEntryBody(string Name, string State, string? Reason)
{
    public const string Ready = "READY";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ServerBody))]
[JsonSerializable(typeof(LiveBody))]
[JsonSerializable(typeof(ReadyBody))]
[JsonSerializable(typeof(ModelReadyBody))]
[JsonSerializable(typeof(ModelsBody))]
[JsonSerializable(typeof(IReadOnlyList<IndexEntryBody>))]
internal sealed partial class OwnBodyContext : JsonSerializerContext;
