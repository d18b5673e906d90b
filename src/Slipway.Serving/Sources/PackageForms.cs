using Slipway.Models;
using Slipway.Tasks;

namespace Slipway.Serving.Sources;

/// <summary>What may be in the folder of a model: artifacts of which runtimes, and configuration of which kinds.</summary>
/// <param name="Runtimes">Those that may execute what is found; the first that recognises it gets it.</param>
public sealed record PackageForms(IReadOnlyList<IModelRuntime> Runtimes)
{
    /// <summary>Foreign configuration files, which are read where there is no <c>model.yaml</c>.</summary>
    public IReadOnlyList<IModelConfigFormat> Formats { get; init; } = [];

    /// <summary>Tasks that <c>model.yaml</c> may name.</summary>
    public IReadOnlyList<IModelTask> Tasks { get; init; } = [];

    /// <summary>All that may have a section in <c>model.yaml</c>.</summary>
    internal IReadOnlyList<IConfigSection> Sections => [.. Runtimes, .. Tasks];
}
