using System.Text.Json.Serialization;

namespace Slipway.Serving.Imports;

/// <summary>What the importers' process says of a model that it refuses; the contract is its own.</summary>
internal sealed record ImporterReply(string? Reason, string? Message, IReadOnlyList<string>? Problems);

/// <summary>What an import left in its folder: <c>import.json</c>, as far as serving needs it.</summary>
internal sealed record ImportManifest(IReadOnlyList<ImportedSignature>? Signatures)
{
    public const string FileName = "import.json";
}

/// <param name="Name">The signature.</param>
/// <param name="File">Its ONNX file, relative to the folder.</param>
/// <param name="Method">TensorFlow's name of what it does.</param>
/// <param name="Shapes">Shapes that were declared and are not asked for, by the names of inputs and outputs.</param>
internal sealed record ImportedSignature(
    string Name,
    string File,
    string Method,
    IReadOnlyDictionary<string, long[]>? Shapes
);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ImporterReply))]
[JsonSerializable(typeof(ImportManifest))]
internal sealed partial class ImportContext : JsonSerializerContext;
