using Slipway.Models;
using Slipway.Tensors;

namespace Slipway.Cli.Servers;

/// <summary>A model as <c>Slipway.Server inspect --json</c> describes it; the tool prints URLs in the same form.</summary>
internal sealed record ModelDescription
{
    public string? Name { get; init; }

    public long? Version { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Description { get; init; }

    public IReadOnlyList<string>? Versions { get; init; }

    public string? Path { get; init; }

    public string? Runtime { get; init; }

    public string? Platform { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>Facts for people, in order: producer, opset, metadata of the file.</summary>
    public Dictionary<string, string>? Properties { get; init; }

    public IReadOnlyList<TensorDescription>? Inputs { get; init; }

    public IReadOnlyList<TensorDescription>? Outputs { get; init; }

    /// <summary>Why the model cannot be loaded; then the signature may be missing.</summary>
    public ErrorDescription? Error { get; init; }

    public ModelSignature ToSignature() =>
        new([.. (Inputs ?? []).Select(i => i.ToSpec())], [.. (Outputs ?? []).Select(o => o.ToSpec())]);
}

internal sealed record ErrorDescription(string? Code, string? Reason, string? Message);

/// <summary>What a running server is and serves.</summary>
internal sealed record ServerDescription(
    string Address,
    string Name,
    string Version,
    IReadOnlyList<string> Extensions,
    IReadOnlyList<ModelDescription> Models
);

internal sealed record TensorDescription
{
    public string Name { get; init; } = "";

    public string Datatype { get; init; } = "";

    public long[] Shape { get; init; } = [];

    public IReadOnlyList<string?>? DimensionNames { get; init; }

    public bool? Optional { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public static TensorDescription From(TensorSpec spec) =>
        new()
        {
            Name = spec.Name,
            Datatype = spec.DataType.Name(),
            Shape = spec.Shape.AsArray(),
        };

    public TensorSpec ToSpec() =>
        DataTypes.TryParse(Datatype.AsSpan(), out DataType type)
            ? new TensorSpec(Name, type, new TensorShape(Shape))
            {
                IsOptional = Optional ?? false,
                DimensionNames = DimensionNames ?? [],
                Description = Description,
                Labels = Labels ?? [],
            }
            : throw new CliException(
                ExitCodes.Failure,
                $"The server describes tensor '{Name}' with the datatype '{Datatype}', which this version of the tool "
                    + "does not know."
            );
}
