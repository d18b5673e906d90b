namespace Slipway.Models;

/// <summary>
/// A graph over other models of the same server (Triton's "ensemble_scheduling"). Steps run as soon as their inputs
/// are there. The ensemble's own inputs and outputs are those of <see cref="ModelConfig"/>.
/// </summary>
public sealed class EnsembleConfig
{
    /// <summary>The steps, in any order.</summary>
    public List<EnsembleStepConfig> Steps { get; set; } = [];
}

/// <summary>One model in an ensemble.</summary>
public sealed class EnsembleStepConfig
{
    /// <summary>The model's name.</summary>
    public string Model { get; set; } = "";

    /// <summary>Its version; default: the one that the server prefers.</summary>
    public long? Version { get; set; }

    /// <summary>From the model's input to the tensor of the ensemble that it takes.</summary>
    public Dictionary<string, string> Inputs { get; set; } = [];

    /// <summary>From the model's output to the tensor of the ensemble that it becomes.</summary>
    public Dictionary<string, string> Outputs { get; set; } = [];
}
