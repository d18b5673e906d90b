using System.Text.Json.Serialization;

namespace Slipway.Client.Rest;

internal sealed record ServerMetadataBody(string? Name, string? Version, List<string>? Extensions);

internal sealed record ModelMetadataBody(
    string? Name,
    List<string>? Versions,
    string? Platform,
    List<TensorMetadataBody>? Inputs,
    List<TensorMetadataBody>? Outputs
);

internal sealed record TensorMetadataBody(string? Name, string? Datatype, long[]? Shape);

internal sealed record ModelListBody(List<string>? Models);

internal sealed record RepositoryEntryBody(
    string? Name,
    string? Version,
    string? State,
    string? Reason,
    List<string>? Labels,
    string? Cause
);

internal sealed record ErrorBody(string? Error);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServerMetadataBody))]
[JsonSerializable(typeof(ModelMetadataBody))]
[JsonSerializable(typeof(ModelListBody))]
[JsonSerializable(typeof(List<RepositoryEntryBody>))]
[JsonSerializable(typeof(ErrorBody))]
internal sealed partial class RestContracts : JsonSerializerContext;
