using Slipway.Models;

namespace Slipway.Runtimes.TestKit;

/// <summary>A model that the contract's tests load: where its files come from, what it is, and what it answers.</summary>
public sealed record ContractModel
{
    /// <summary>Writes the model into an empty folder, and gives the path of the artifact.</summary>
    public required Func<string, string> Write { get; init; }

    /// <summary>
    /// The signature that it has; null where the format does not tell it in a form that is worth repeating, and then only
    /// the names in the cases are looked for.
    /// </summary>
    public ModelSignature? Signature { get; init; }

    /// <summary>
    /// A request and its answer in closed form; another number makes another one. Where <see cref="HasRows"/> it is one
    /// row.
    /// </summary>
    public required Func<int, ContractCase> Case { get; init; }

    /// <summary>What an answer may be off by, of 1 and of its size.</summary>
    public double Tolerance { get; init; }

    /// <summary>
    /// Whether the first dimension of every tensor is free and each row is computed by itself, so that requests may be put
    /// together.
    /// </summary>
    public bool HasRows { get; init; }

    /// <summary>A configuration of its own for each package; empty by default.</summary>
    public Func<ModelConfig> Config { get; init; } = static () => new ModelConfig();

    /// <summary>The file below the artifact that is spoilt where that is a folder; null where it is a file itself.</summary>
    public string? MainFile { get; init; }
}
