using System.Text.Json.Serialization;

namespace Slipway.AspNetCore.Service;

internal sealed record ReadyFile(
    [property: JsonPropertyName("http")] string Http,
    [property: JsonPropertyName("grpc")] string Grpc
);

[JsonSerializable(typeof(ReadyFile))]
internal sealed partial class ReadyFileContext : JsonSerializerContext;
