using System.Text.Json.Serialization;

namespace Slipway.Cli.Imports;

/// <summary>What <c>Slipway.Importers import</c> says of a model that it imported, and of one that it refuses.</summary>
internal sealed record ImportResult
{
    public string Format { get; init; } = "";

    public string? Producer { get; init; }

    public IReadOnlyList<ImportedSignature> Signatures { get; init; } = [];

    public IReadOnlyList<ImportStep> Steps { get; init; } = [];

    public IReadOnlyList<string> Remarks { get; init; } = [];
}

internal sealed record ImportedSignature(string Name, string File, string Method);

internal sealed record ImportStep(string Source, string Result);

internal sealed record ImportRefusal(string? Reason, string? Message, IReadOnlyList<string>? Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(ImportResult))]
[JsonSerializable(typeof(ImportRefusal))]
internal sealed partial class ImportContracts : JsonSerializerContext;
