using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Serving.Imports;

/// <summary>What the importers' process says of a model that it refuses; the contract is its own.</summary>
internal sealed record ImporterReply(string? Reason, string? Message, IReadOnlyList<string>? Problems);

/// <summary>What an import left in its folder: <c>import.json</c>, as far as serving needs it.</summary>
internal sealed record ImportManifest(string? Format, IReadOnlyList<ImportedSignature>? Signatures)
{
    public const string FileName = "import.json";

    private const int LargestBytes = 16 << 20;

    /// <summary>The format that the content of a folder was imported from; null for any other folder, and for files.</summary>
    public static string? FormatOf(string path)
    {
        var file = new FileInfo(Path.Combine(path, FileName));
        try
        {
            return file.Exists && file.Length <= LargestBytes ? Read(file.FullName).Format : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Somebody else's file of that name.
            return null;
        }
    }

    public static ImportManifest Read(string file) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(file), ImportContext.Default.ImportManifest)
        ?? throw new JsonException("It is null.");
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
