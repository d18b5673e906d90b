using System.Text.Json.Serialization;

namespace Slipway.Importers.Results;

/// <summary>
/// What an import left in its folder, as <c>import.json</c> and on standard output: the contract with those who start
/// this process. The first signature is the one that is served where a caller names none.
/// </summary>
internal sealed record ImportManifest
{
    public const string FileName = "import.json";

    public required string Format { get; init; }

    public string? Producer { get; init; }

    public IReadOnlyList<SignatureEntry> Signatures { get; init; } = [];

    public IReadOnlyList<ImportStep> Steps { get; init; } = [];

    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <param name="Name">The signature.</param>
/// <param name="File">Its ONNX file, relative to the folder.</param>
/// <param name="Method">TensorFlow's name of what it does.</param>
/// <param name="Shapes">
/// Of inputs and outputs that were declared with a shape, and take and give others too: what was declared, by name, -1 for a
/// free dimension. The ONNX file says nothing of them.
/// </param>
internal sealed record SignatureEntry(
    string Name,
    string File,
    string Method,
    IReadOnlyDictionary<string, long[]> Shapes
);

/// <summary>Why there is no result.</summary>
internal sealed record ImportFailure(string Reason, string Message, IReadOnlyList<string> Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ImportManifest))]
[JsonSerializable(typeof(ImportFailure))]
internal sealed partial class ResultContext : JsonSerializerContext;
