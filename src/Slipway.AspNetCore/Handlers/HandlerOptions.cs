using Slipway.Models;

namespace Slipway.AspNetCore.Handlers;

/// <summary>How a model written in .NET is served.</summary>
public sealed class HandlerOptions
{
    /// <summary>
    /// Objects of the handler, each loaded by itself; a request is computed by one that is free. Default 1.
    /// </summary>
    public int Instances { get; set; } = 1;

    /// <summary>
    /// Models of this server that it calls: it is loaded when they are available, and again when they come later.
    /// </summary>
    public IList<string> Needs { get; } = [];

    /// <summary>
    /// What <c>model.yaml</c> says of other models: description, labels, parameters, queue, batching, warm-up. Files that it
    /// names are in the folder <c>models/NAME</c> beside the program. All versions that are added are served, where it does not say otherwise.
    /// </summary>
    public ModelConfig Config { get; } = new() { Versions = new VersionsConfig { All = true } };
}
