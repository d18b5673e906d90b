using System.Text.Json.Serialization;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Server.Inspect;

/// <summary>What <c>inspect --json</c> prints: a contract with <c>slipway inspect</c>.</summary>
internal sealed record InspectBody
{
    public required string Name { get; init; }

    public required long Version { get; init; }

    public required string Path { get; init; }

    public required string Runtime { get; init; }

    public string? Platform { get; init; }

    public string? Description { get; init; }

    public required long SizeBytes { get; init; }

    public Dictionary<string, string> Properties { get; init; } = [];

    public IReadOnlyList<InspectTensor> Inputs { get; init; } = [];

    public IReadOnlyList<InspectTensor> Outputs { get; init; } = [];

    public InspectError? Error { get; init; }
}

internal sealed record InspectTensor(
    string Name,
    string Datatype,
    long[] Shape,
    IReadOnlyList<string?> DimensionNames,
    bool Optional,
    string? Description,
    IReadOnlyList<string> Labels
)
{
    public static InspectTensor From(TensorSpec spec) =>
        new(
            spec.Name,
            spec.DataType.Name(),
            spec.Shape.AsArray(),
            spec.DimensionNames,
            spec.IsOptional,
            spec.Description,
            spec.Labels
        );
}

internal sealed record InspectError(string Code, string? Reason, string Message)
{
    public static InspectError From(ServingException error) => new(error.Code.ToString(), error.Reason, error.Message);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(InspectBody))]
internal sealed partial class InspectContext : JsonSerializerContext;
