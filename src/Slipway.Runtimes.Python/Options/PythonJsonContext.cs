using System.Text.Json.Serialization;

namespace Slipway.Runtimes.Python.Options;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow
)]
[JsonSerializable(typeof(PythonOptions))]
internal sealed partial class PythonJsonContext : JsonSerializerContext;
