using Slipway.Models;

namespace Slipway.Protocols.TensorFlowServing.Configuration;

/// <summary>A model of a <c>model_config_list</c>.</summary>
/// <param name="Name">The name it is served under.</param>
/// <param name="BasePath">The folder with its numbered versions.</param>
public sealed record ListedModel(string Name, string BasePath)
{
    /// <summary>Which versions are served; null for the default, the latest.</summary>
    public VersionsConfig? Versions { get; init; }

    /// <summary>Names of versions.</summary>
    public IReadOnlyDictionary<string, long> Labels { get; init; } = new Dictionary<string, long>();

    /// <summary>What the entry says and has no effect here, one sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
